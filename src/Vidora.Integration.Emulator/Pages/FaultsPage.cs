using Microsoft.AspNetCore.Http;
using Vidora.Integration.Emulator.Scripting;

namespace Vidora.Integration.Emulator.Pages;

/// <summary>Shows the page Faults: the script, the answers left, and a form for the common cases.</summary>
internal sealed class FaultsPage(FaultScript script)
{
    private static readonly string[] _routes =
    [
        "POST /v1/validate", "POST /v2/bulkevents", "POST /v2/events", "GET /v1/api/pipelines", "POST /v1/api/erasure_requests",
    ];

    public Task GetAsync(HttpContext http) => ShowAsync(http, null);

    public async Task AddAsync(HttpContext http)
    {
        var form = new FormText(await http.Request.ReadFormAsync(http.RequestAborted));
        try
        {
            script.Add(ReadRule(form));
            Redirect(http);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException)
        {
            await ShowAsync(http, e.Message.Split(" (Parameter")[0]);
        }
    }

    public Task ClearAsync(HttpContext http)
    {
        script.Clear();
        Redirect(http);
        return Task.CompletedTask;
    }

    private static void Redirect(HttpContext http)
    {
        http.Response.StatusCode = 303;
        http.Response.Headers.Location = "/faults";
    }

    private static FaultRule ReadRule(FormText form)
    {
        var kind = form.Text("fault") ?? "status";
        var headers = new Dictionary<string, string>();
        if (form.Text("retry_after") is { } retryAfter)
        {
            headers["Retry-After"] = retryAfter;
        }

        return new FaultRule
        {
            Route = form.Text("route"),
            User = form.Text("user"),
            FromRequest = form.Whole("request", "The first request", 1),
            Answers =
            [
                new FaultAnswer
                {
                    Status = kind == "status" ? form.Whole("status", "The status", 503) : null,
                    Headers = kind == "status" ? headers : new Dictionary<string, string>(),
                    CutBeforeBody = kind == "before",
                    CutAfterBody = kind == "after",
                    Delay = TimeSpan.FromMilliseconds(form.Whole("delay", "The delay", 0)),
                    Apply = form.Flag("apply"),
                    Times = form.Whole("times", "The number of requests", 1),
                },
            ],
        };
    }

    private static Html Answer(FaultAnswer answer)
    {
        var html = new Html();
        if (answer.Apply)
        {
            html.Add($"takes effect, then ");
        }

        if (answer.Delay > TimeSpan.Zero)
        {
            html.Add($"after {(long)answer.Delay.TotalMilliseconds} ms ");
        }

        switch (answer)
        {
            case { CutBeforeBody: true }:
                html.Add($"<span class=\"bad\">cut before the body</span>");
                break;
            case { CutAfterBody: true }:
                html.Add($"<span class=\"bad\">cut after the body</span>");
                break;
            case { Status: { } status }:
                html.Add($"<span class=\"{(status < 400 ? "ok" : "bad")}\">{Format.Plain(status)}</span>");
                foreach (var (name, value) in answer.Headers)
                {
                    html.Add($" <small>{name}: {value}</small>");
                }

                break;
            default:
                html.Add($"as usual");
                break;
        }

        return answer.Times == 1 ? html : html.Add($" × {answer.Times}");
    }

    private Task ShowAsync(HttpContext http, string? error)
    {
        var rows = new Html();
        foreach (var (rule, matched, left) in script.Rules)
        {
            var answers = new Html();
            foreach (var answer in rule.Answers)
            {
                answers.Add($"<li>{Answer(answer)}</li>");
            }

            rows.Add($"<tr><td class=\"text\" data-label=\"Route\">{rule.Route ?? "every route"}</td><td class=\"text\" data-label=\"User\">{rule.User ?? "any"}</td><td class=\"num\" data-label=\"From request\">{rule.FromRequest}</td><td data-label=\"Answers\"><ol class=\"answers\">{answers}</ol></td><td class=\"num\" data-label=\"Matched\">{matched}</td><td class=\"num\" data-label=\"Left\">{(left == 0 ? Html.Of($"<span class=\"dim\">used up</span>") : Html.Of($"<b>{left}</b>"))}</td></tr>");
        }

        var list = rows.ToString().Length == 0
            ? Html.Of($"<p class=\"empty\">Nothing is scripted: every request is answered as usual.</p>")
            : Html.Of($"<div class=\"scroll\"><table class=\"cards\"><thead><tr><th>Route</th><th>User</th><th class=\"num\">From request</th><th>Answers</th><th class=\"num\">Matched</th><th class=\"num\">Left</th></tr></thead><tbody>{rows}</tbody></table></div>");
        var routes = new Html();
        foreach (var route in _routes)
        {
            routes.Add($"<option>{route}</option>");
        }

        var content = Html.Of($"""
            <div class="head"><h1>Faults</h1><form method="post" action="/faults/clear" data-confirm="Remove every rule?"><button class="quiet">Clear</button></form></div>
            {(error is null ? null : Html.Of($"<p class=\"alert\" role=\"alert\">{error}</p>"))}
            <section data-live="/faults" data-live-part="#rules" data-every="2000"><div id="rules">{list}</div></section>
            <section><h2>Add a rule</h2>
            <form class="stack" method="post" action="/faults">
            <label>Route<select name="route">{routes}<option value="">every route</option></select></label>
            <label>User<input name="user" placeholder="any" autocomplete="off"></label>
            <label>From request number<input name="request" type="number" min="1" value="1"></label>
            <label>Fault<select name="fault"><option value="status">an answer with a status</option><option value="before">the connection is cut before the body</option><option value="after">the connection is cut after the body</option><option value="delay">a delay, then as usual</option></select></label>
            <label>Status<input name="status" type="number" min="200" max="599" value="503"></label>
            <label>Retry-After<input name="retry_after" placeholder="seconds, a date, or none" autocomplete="off"></label>
            <label>Delay in milliseconds<input name="delay" type="number" min="0" value="0"></label>
            <label>How many requests<input name="times" type="number" min="1" value="1"></label>
            <label class="check"><input type="checkbox" name="apply">The request takes effect</label>
            <button>Add</button>
            </form></section>
            <section class="aside"><h2>More in code and over HTTP</h2><p>Several answers in a row, any body and header: <code>emulator.Script.Add(…)</code> or <code>POST /emulator/script</code>. A test asserts that no answer is left: <code>emulator.Script.AssertUsedUp()</code>.</p></section>
            """);
        return PageLayout.SendAsync(http, "Faults", "/faults", content, error is null ? 200 : 400);
    }
}
