using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Vidora.Integration.Delivery;
using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.Markup;
using Vidora.Integration.Telemetry;

namespace Vidora.Integration.AspNetCore.Operations;

/// <summary>Renders the page of operators: health, queue, dead letters, quarantine and erasures of every account. It has no scripts.</summary>
internal sealed class OperationsPage
{
    private const int Rows = 20;

    // A row shows the start of an item. The list as JSON has up to MaskedContent.MaxBytes.
    private const int ItemBytes = 192;
    private const int PlotWidth = 720;
    private const int PlotHeight = 140;

    private const string ContentSecurityPolicy =
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static readonly byte[] _style = Encoding.UTF8.GetBytes("""
        :root { color-scheme: light dark; --back: #f6f7f9; --card: #fff; --ink: #16202e; --soft: #5a6677; --line: #dfe3e9; --link: #1a56c4; --on: #fff; --ok: #0a6b3d; --ok-back: #e2f4ea; --warn: #855500; --warn-back: #fdf1d7; --bad: #ab1e2c; --bad-back: #fce6e8; --queue: #2f6fde; --sent: #1f9d76; }
        @media (prefers-color-scheme: dark) { :root { --back: #10151d; --card: #181f2a; --ink: #e6ebf2; --soft: #9aa7b8; --line: #2b3544; --link: #86b2ff; --on: #10151d; --ok: #7fd8a8; --ok-back: #12382a; --warn: #f0c36a; --warn-back: #3a2e12; --bad: #ff9aa5; --bad-back: #431b22; --queue: #5b93f2; --sent: #3cbd94; } }
        * { box-sizing: border-box; }
        body { margin: 0; background: var(--back); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
        header, main, footer { max-width: 1000px; margin: 0 auto; padding: 1rem; }
        header { display: flex; flex-wrap: wrap; gap: .5rem 1.5rem; align-items: center; }
        header strong { margin-right: auto; }
        h1 { font-size: 1.4rem; margin: 1rem 0 .5rem; } h2 { font-size: 1rem; margin: 0 0 .6rem; }
        section { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 1rem; margin: 0 0 1rem; }
        a { color: var(--link); } small, .soft, footer { color: var(--soft); font-size: 13px; }
        .Healthy, .Degraded, .Unhealthy, .done { border-radius: 8px; padding: .6rem .8rem; margin: 0 0 1rem; overflow-wrap: anywhere; }
        .Healthy, .done { color: var(--ok); background: var(--ok-back); } .Degraded { color: var(--warn); background: var(--warn-back); } .Unhealthy { color: var(--bad); background: var(--bad-back); }
        .scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; } td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; }
        code { font: 12px ui-monospace, monospace; overflow-wrap: anywhere; } td { white-space: nowrap; } td code { display: block; min-width: 16rem; white-space: normal; }
        form { display: inline-flex; flex-wrap: wrap; gap: .4rem; align-items: center; margin: .2rem .4rem .2rem 0; }
        button, input { font: inherit; color: inherit; background: var(--card); border: 1px solid var(--soft); border-radius: 6px; padding: .25rem .7rem; min-height: 2.2rem; }
        button.main { background: var(--link); border-color: var(--link); color: var(--on); }
        :focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
        svg { width: 100%; height: auto; } polyline { fill: none; stroke-width: 2; } .queue { stroke: var(--queue); } .sent { stroke: var(--sent); }
        .skip { position: absolute; left: -100rem; } .skip:focus { left: .5rem; top: .5rem; background: var(--card); padding: .5rem; }
        """);

    private readonly IReadOnlyList<(VidoraForwarder Forwarder, OperationsHistory History)> _accounts;
    private readonly TimeProvider _time;

    public OperationsPage(IEnumerable<VidoraForwarder> forwarders, TimeProvider time)
    {
        _accounts = [.. forwarders.Select(forwarder => (forwarder, new OperationsHistory(forwarder, time)))];
        _time = time;
    }

    public static async Task SendStyleAsync(HttpContext http)
    {
        http.Response.ContentType = "text/css; charset=utf-8";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        await http.Response.Body.WriteAsync(_style, http.RequestAborted).ConfigureAwait(false);
    }

    public async Task SendAsync(HttpContext http)
    {
        var path = (http.Request.PathBase + http.Request.Path).Value!.TrimEnd('/');
        var content = new Html();
        foreach (var (forwarder, history) in _accounts)
        {
            await AddAsync(content, path, forwarder, history, http.RequestAborted).ConfigureAwait(false);
        }

        var done = http.Request.Query["done"].ToString() is { Length: > 0 } sentence ? Html.Of($"""<p class="done" role="status">{sentence}</p>""") : null;
        var page = Html.Of($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Vidora operations</title>
            <link rel="stylesheet" href="{path}/style.css">
            </head>
            <body>
            <a class="skip" href="#content">Skip to the content</a>
            <header><strong>Vidora operations</strong><a href="{path}">Refresh</a><a href="{path}/status">Status as JSON</a></header>
            <main id="content" tabindex="-1">
            {done}
            {content}
            </main>
            <footer>As of {Words.Time(_time.GetUtcNow())}. All times are UTC.</footer>
            </body>
            </html>
            """);
        var bytes = Encoding.UTF8.GetBytes(page.ToString());
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.Headers.ContentSecurityPolicy = ContentSecurityPolicy;
        http.Response.Headers.XContentTypeOptions = "nosniff";

        // Not "no-referrer": with it a browser sends a form of this page with the origin "null".
        http.Response.Headers["Referrer-Policy"] = "same-origin";
        http.Response.ContentLength = bytes.Length;
        await http.Response.Body.WriteAsync(bytes, http.RequestAborted).ConfigureAwait(false);
    }

    private static Html Form(string page, string path, string account, string label, Html? fields = null, bool isMain = false) => Html.Of($"""
        <form method="post" action="{page}{path}"><input type="hidden" name="page" value="true"><input type="hidden" name="path" value="{path}"><input type="hidden" name="account" value="{account}">{fields}<button{(isMain ? Html.Of($" class=\"main\"") : null)}>{label}</button></form>
        """);

    private static Html Hidden(string name, string value) => Html.Of($"""<input type="hidden" name="{name}" value="{value}">""");

    private static async Task AddAsync(Html page, string path, VidoraForwarder forwarder, OperationsHistory history, CancellationToken cancellationToken)
    {
        var account = forwarder.Account;
        var name = account.Length == 0 ? "Account" : $"Account {account}";
        ForwardingStatus status;
        try
        {
            status = await forwarder.GetStatusAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DeliveryStoreException e)
        {
            page.Add($"""<h1>{name}</h1><p class="Unhealthy">{HealthStatus.Unhealthy.ToString()}: {e.Message}</p>""");
            return;
        }

        var store = status.Store;
        page.Add($"""
            <h1>{name}</h1>
            <p class="{status.Health.ToString()}"><strong>{status.Health.ToString()}.</strong> {status.Sentence}</p>
            <section><h2>Queue</h2>
            <p>{Words.Count(store.Events, "event", "events")} to be sent, {store.Leased} of them in a request; {(store.Fullness * 100).ToString("F1", CultureInfo.InvariantCulture)} % full.
            {(store.OldestAcceptedAt is { } oldest ? $"The oldest was accepted at {Words.Time(oldest)}." : "")}
            {(status.EventsPerSecond is { } rate ? $"{rate.ToString("N1", CultureInfo.InvariantCulture)} a second leave." : "")}</p>
            {Plot(history.Points)}
            <p>{(status.IsHeld ? Form(path, "/resume", account, "Resume sending", isMain: true) : Form(path, "/pause", account, "Pause sending"))}{Form(path, "/flush", account, "Flush for 10 s")}</p>
            {Outcomes(status)}
            </section>
            """);
        AddDead(page, path, account, store);
        AddQuarantine(page, path, account, store, await forwarder.Store.GetQuarantineHeadsAsync(0, Rows, ItemBytes, cancellationToken).ConfigureAwait(false));
        AddErasures(
            page,
            path,
            account,
            store,
            await forwarder.Store.GetErasuresAsync(limit: Rows, cancellationToken: cancellationToken).ConfigureAwait(false),
            await forwarder.Store.GetHeldRequestsAsync(limit: Rows, cancellationToken: cancellationToken).ConfigureAwait(false),
            forwarder.RequestDeadline,
            forwarder.Parts.Time.GetUtcNow());
    }

    private static Html Outcomes(ForwardingStatus status)
    {
        var rows = new Html();
        foreach (var outcome in status.Outcomes.OrderByDescending(outcome => outcome.Count))
        {
            rows.Add($"""<tr><td>{outcome.Status.ToString()}</td><td>{outcome.Reason}</td><td class="n">{outcome.Count}</td></tr>""");
        }

        return status.Outcomes.Count == 0
            ? Html.Of($"""<p class="soft">No request to Vidora has ended since the start.</p>""")
            : Html.Of($"""<div class="scroll"><table><thead><tr><th scope="col">Outcome of attempts</th><th scope="col">Reason</th><th scope="col" class="n">Events</th></tr></thead><tbody>{rows}</tbody></table></div>""");
    }

    private static void AddDead(Html page, string path, string account, DeliveryStoreStatus store)
    {
        var rows = new Html();
        foreach (var (reason, count) in store.DeadLetters.OrderByDescending(entry => entry.Value).Take(Rows))
        {
            rows.Add($"""<tr><td>{reason}</td><td class="n">{count}</td><td>{Form(path, "/dead/redrive", account, "Re-drive", Hidden("reason", reason), isMain: true)}{Form(path, "/dead/purge", account, "Purge", Hidden("reason", reason))}</td></tr>""");
        }

        page.Add($"""
            <section><h2>Dead letters</h2>
            {(store.DeadLetters.Count == 0
                ? Html.Of($"""<p class="soft">There are none.</p>""")
                : Html.Of($"""<div class="scroll"><table><thead><tr><th scope="col">Reason</th><th scope="col" class="n">Events</th><th scope="col">Actions</th></tr></thead><tbody>{rows}</tbody></table></div><p><a href="{path}/dead?account={account}">List as JSON</a></p>"""))}
            </section>
            """);
    }

    private static void AddQuarantine(Html page, string path, string account, DeliveryStoreStatus store, List<(QuarantineItem Item, long Size)> items)
    {
        var rows = new Html();
        foreach (var (item, size) in items)
        {
            var id = item.Id.ToString(CultureInfo.InvariantCulture);
            rows.Add($"""<tr><td class="n">{id}</td><td>{Words.Time(item.ReceivedAt)}</td><td>{OperationsJson.ReasonOf(item.Reason)}</td><td class="n">{size}</td><td><code>{MaskedContent.Of(item.Content.Span)}</code></td><td>{Form(path, "/quarantine/release", account, "Release again", Hidden("id", id), isMain: true)}{Form(path, "/quarantine/purge", account, "Purge", Hidden("id", id))}</td></tr>""");
        }

        page.Add($"""
            <section><h2>Quarantine</h2>
            {(store.QuarantineItems == 0
                ? Html.Of($"""<p class="soft">It is empty.</p>""")
                : Html.Of($"""<p>{Words.Count(store.QuarantineItems, "item", "items")}, values masked. {Form(path, "/quarantine/release", account, "Release all again", Hidden("all", "true"))}</p><div class="scroll"><table><thead><tr><th scope="col" class="n">Number</th><th scope="col">Received</th><th scope="col">Reason</th><th scope="col" class="n">Bytes</th><th scope="col">Content</th><th scope="col">Actions</th></tr></thead><tbody>{rows}</tbody></table></div><p><a href="{path}/quarantine?account={account}">List as JSON</a></p>"""))}
            </section>
            """);
    }

    private static void AddErasures(
        Html page,
        string path,
        string account,
        DeliveryStoreStatus store,
        IReadOnlyList<ErasureReceipt> receipts,
        IReadOnlyList<HeldRequest> held,
        TimeSpan deadline,
        DateTimeOffset now)
    {
        var rows = new Html();
        foreach (var request in held)
        {
            var id = request.Id.ToString(CultureInfo.InvariantCulture);
            rows.Add($"""<tr><td>{request.RequestId?.ToString() ?? "without an id"}</td><td>{Words.Time(request.ReceivedAt)}</td><td>waits for you, for {Age(request)}: {OperationsJson.ReasonOf(request.Reason)}</td><td>{Form(path, "/held/close", account, "Close", Hidden("id", id))}</td></tr>""");
        }

        foreach (var receipt in receipts)
        {
            var state = receipt.AnsweredAt is { } answered ? $"Vidora {(receipt.IsRefused ? $"refused ({receipt.LastReason})" : "answered")} at {Words.Time(answered)}" : $"open, {Words.Count(receipt.Attempts, "attempt", "attempts")}, {receipt.LastReason ?? "not asked yet"}";
            rows.Add($"""<tr><td>{receipt.RequestId.ToString()}</td><td>{Words.Time(receipt.ReceivedAt)}</td><td>{state}</td><td><a href="{path}/erasures/{receipt.RequestId.ToString()}?account={account}">Receipt</a></td></tr>""");
        }

        string Age(HeldRequest request) => $"{Durations.Of(now - request.ReceivedAt)} of {Durations.Of(deadline)}";
        var field = Html.Of($"""<label>MPID <input name="user" required pattern="-?[0-9]+" inputmode="numeric" autocomplete="off"></label>""");
        page.Add($"""
            <section><h2>Erasures</h2>
            <p>{Words.Count(store.ForgottenUsers, "user is", "users are")} forgotten; {Words.Count(store.OpenErasures, "erasure waits", "erasures wait")} for Vidora, {Words.Count(store.HeldRequests, "request waits", "requests wait")} for a person. {Form(path, "/erasures", account, "Forget this user", field)}</p>
            {(held.Count + receipts.Count == 0 ? null : Html.Of($"""<div class="scroll"><table><thead><tr><th scope="col">Request</th><th scope="col">Received</th><th scope="col">State</th><th scope="col">Actions</th></tr></thead><tbody>{rows}</tbody></table></div><p><a href="{path}/erasures?account={account}">List as JSON</a></p>"""))}
            </section>
            """);
    }

    private static Html Plot(IReadOnlyList<OperationsHistory.Point> points)
    {
        if (points.Count < 2)
        {
            return Html.Of($"""<p class="soft">The plot appears after 20 s.</p>""");
        }

        var queue = points.Select(point => (double)point.Events).ToList();
        var sent = points.Zip(points.Skip(1), (one, next) => Math.Max(0, next.Delivered - one.Delivered) / OperationsHistory.Interval.TotalSeconds).ToList();
        return Html.Of($"""
            <svg viewBox="0 0 {PlotWidth.ToString(CultureInfo.InvariantCulture)} {PlotHeight.ToString(CultureInfo.InvariantCulture)}" role="img" aria-label="Events in the queue and delivered a second over the last half hour">
            <polyline class="queue" points="{Line(queue)}"/><polyline class="sent" points="{Line(sent)}"/>
            </svg>
            <small>The last {Durations.Of(OperationsHistory.Interval * (points.Count - 1))}. Blue: events in the queue, at most {Words.Number((long)queue.Max())}. Green: delivered a second, at most {sent.Max().ToString("N1", CultureInfo.InvariantCulture)}. Each has its own scale.</small>
            """);
    }

    private static string Line(List<double> values)
    {
        var max = Math.Max(1, values.Max());
        return string.Join(' ', values.Select((value, i) => string.Create(
            CultureInfo.InvariantCulture,
            $"{i * (double)PlotWidth / (OperationsHistory.MaxPoints - 1):0.#},{PlotHeight - 2 - ((PlotHeight - 22) * value / max):0.#}")));
    }
}
