using System.Globalization;
using Microsoft.AspNetCore.Http;
using Vidora.Integration.Emulator.Outputs;

namespace Vidora.Integration.Emulator.Pages;

/// <summary>Shows the page Outputs: what mParticle's sending half sent, how it was answered, and what Vidora has of it.</summary>
internal sealed class OutputsPage(EmulatedMParticle mparticle)
{
    public const string Path = "/outputs";

    public Task GetAsync(HttpContext http) => ShowAsync(http, null);

    public async Task StartAsync(HttpContext http)
    {
        var form = new FormText(await http.Request.ReadFormAsync(http.RequestAborted));
        try
        {
            var absent = new MParticlePlay { To = PlayJson.ParseAddress(form.Text("to")) };
            mparticle.Start(
                new MParticlePlay
                {
                    To = absent.To,
                    Output = PlayJson.ParseOutput(form.Text("output")),
                    Authorization = form.Text("authorization"),
                    Batches = form.Whole("batches", "The number of batches", absent.Batches),
                    Rate = form.Number("rate", "The rate", absent.Rate),
                    Duplicates = form.Number("duplicates", "The share of duplicates", absent.Duplicates),
                    Late = form.Number("late", "The share of late batches", absent.Late),
                    OutOfOrder = form.Number("out_of_order", "The share of batches out of order", absent.OutOfOrder),
                },
                CancellationToken.None);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or InvalidOperationException)
        {
            await ShowAsync(http, e.Message.Split(" (Parameter")[0]);
            return;
        }

        Redirect(http);
    }

    public Task StopAsync(HttpContext http)
    {
        mparticle.Stop(int.TryParse(http.Request.RouteValues["id"] as string, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0);
        Redirect(http);
        return Task.CompletedTask;
    }

    private static void Redirect(HttpContext http)
    {
        http.Response.StatusCode = 303;
        http.Response.Headers.Location = Path;
    }

    private static Html State(MParticlePlayResult play) => play switch
    {
        { Error: { } error } => Html.Of($"<span class=\"bad\">{error}</span>"),
        { IsComplete: false } when play.Batches < play.PlannedBatches => Html.Of($"<span class=\"warn\">sending</span>"),
        { IsComplete: false } => Html.Of($"<span class=\"warn\">comparing</span>"),
        { IsExact: true } => Html.Of($"<span class=\"ok\">it adds up</span>"),
        _ => Html.Of($"<span class=\"bad\">it does not add up</span>"),
    };

    private static Html Tile(string name, long count, bool isAlarm = false) =>
        Html.Of($"<div{(isAlarm ? Html.Of($" class=\"alarm\"") : null)}><b data-count=\"{name}\">{count}</b>{name.Replace('-', ' ')}</div>");

    private static Html Latest(MParticlePlayResult play)
    {
        var lines = new Html();
        lines.Add($"<dt>Events sent</dt><dd>{play.SentEvents} = {play.AcceptedEvents} accepted + {play.DroppedEvents} dropped + {play.GivenUpEvents} given up</dd>");
        lines.Add($"<dt>Events accepted</dt><dd>{play.AcceptedEvents} = {play.ForwardedEvents} forwarded{LeftOut(play)}</dd>");
        lines.Add($"<dt>Vidora has</dt><dd>{play.HeldEvents} of {play.ExpectedEvents} events; {play.RepeatedEvents} came again under their id</dd>");
        if (play.UnexpectedEvents + play.UnerasedEvents > 0)
        {
            lines.Add($"<dt>And also</dt><dd>{play.UnexpectedEvents} events that the play did not send, {play.UnerasedEvents} of erased users</dd>");
        }

        foreach (var (status, count) in play.Answers)
        {
            lines.Add($"<dt>{(status == 0 ? "No answer" : $"Answered {status.ToString(CultureInfo.InvariantCulture)}")}</dt><dd>{count}</dd>");
        }

        foreach (var (type, count) in play.Messages)
        {
            lines.Add($"<dt>{type}</dt><dd>{count}</dd>");
        }

        return lines;
    }

    private static Html LeftOut(MParticlePlayResult play)
    {
        var text = new Html();
        foreach (var (reason, count) in play.LeftOut)
        {
            text.Add($" + {count} left out ({reason.Replace('_', ' ')})");
        }

        return text;
    }

    private static Html Then(PlayAnswer answer) => answer.Then switch
    {
        null => Html.Of($"<span class=\"warn\">again later</span>"),
        Settlement.Accepted => Html.Of($"<span class=\"ok\">accepted</span>"),
        Settlement.Dropped => Html.Of($"<span class=\"bad\">dropped</span>"),
        _ => Html.Of($"<span class=\"bad\">given up</span>"),
    };

    private Html Answers(int play)
    {
        var rows = new Html();
        foreach (var answer in mparticle.LatestAnswers(play))
        {
            var user = answer.Mpid is { } mpid ? Html.Of($"<a href=\"/users?id={Format.Plain(mpid)}\">{Format.Plain(mpid)}</a>") : null;
            rows.Add($"<tr><td class=\"num\" data-label=\"Time\">{Format.Clock(answer.At)}</td><td data-label=\"Sent\">{answer.Message.Replace('_', ' ')}</td><td class=\"text\" data-label=\"User\">{user}</td><td class=\"num\" data-label=\"Attempt\">{answer.Attempt}</td><td class=\"num\" data-label=\"Answer\">{(answer.Status == 0 ? "none" : Format.Plain(answer.Status))}</td><td data-label=\"Then\">{Then(answer)}</td></tr>");
        }

        return rows;
    }

    private Html Live()
    {
        var plays = mparticle.Plays;
        if (plays.Count == 0)
        {
            return Html.Of($"<p class=\"empty\">Nothing was sent yet. Start a host, such as <code>vidora serve</code>, and send to it below.</p>");
        }

        var play = plays[^1];
        var stop = play.IsComplete ? null : Html.Of($"<form method=\"post\" action=\"{Path}/{Format.Plain(play.Id)}/stop\"><button class=\"quiet\">Stop</button></form>");
        var older = new Html();
        foreach (var one in plays.SkipLast(1).Reverse())
        {
            older.Add($"<tr><td class=\"num\" data-label=\"Play\">{one.Id}</td><td data-label=\"Output\">{PlayJson.TitleOf(one.Output)}</td><td class=\"text\" data-label=\"To\">{one.To.ToString()}</td><td class=\"num\" data-label=\"Events\">{one.SentEvents}</td><td data-label=\"Result\">{State(one)}</td></tr>");
        }

        return Html.Of($"""
            <div class="head"><h2>{PlayJson.TitleOf(play.Output)} to {play.To.ToString()}</h2> {State(play)} {stop}</div>
            <div class="tiles">{Tile("batches", play.Batches)}{Tile("requests", play.Requests)}{Tile("retries", play.Retries)}{Tile("dropped-or-given-up", play.DroppedEvents + play.GivenUpEvents, play.DroppedEvents + play.GivenUpEvents > 0)}{Tile("lost", play.LostEvents, play is { IsComplete: true, LostEvents: > 0 })}</div>
            <dl>{Latest(play)}</dl>
            <p class="note">{play.Batches} of {play.PlannedBatches} batches in {Math.Round(play.Duration.TotalSeconds, 1)} s; {play.Duplicates} documents sent twice, {play.Late} batches late, {play.OutOfOrder} out of order. Seed {Format.Plain(play.Seed)}.</p>
            <div class="scroll"><table class="cards"><thead><tr><th class="num">Time</th><th>Sent</th><th>User</th><th class="num">Attempt</th><th class="num">Answer</th><th>Then</th></tr></thead><tbody>{Answers(play.Id)}</tbody></table></div>
            {(plays.Count == 1 ? null : Html.Of($"<h2>Before</h2><div class=\"scroll\"><table class=\"cards\"><tbody>{older}</tbody></table></div>"))}
            """);
    }

    private Task ShowAsync(HttpContext http, string? error)
    {
        var outputs = new Html();
        foreach (var (name, _, title) in PlayJson.Outputs)
        {
            outputs.Add($"<option value=\"{name}\">{title}</option>");
        }

        var content = Html.Of($"""
            <h1>Outputs</h1>
            {(error is null ? null : Html.Of($"<p class=\"alert\" role=\"alert\">{error}</p>"))}
            <section data-live="{Path}" data-live-part="#play" data-every="1000"><div id="play">{Live()}</div></section>
            <section><h2>Send as mParticle does</h2>
            <form class="stack" method="post" action="{Path}">
            <label>Output<select name="output">{outputs}</select></label>
            <label>Address of the host<input name="to" type="url" placeholder="http://127.0.0.1:8481" required autocomplete="off"></label>
            <label>Authorization, or Firehose token<input name="authorization" type="password" placeholder="none" autocomplete="off"></label>
            <label>Batches<input name="batches" type="number" min="1" max="1000000" value="1000"></label>
            <label>Batches a second<input name="rate" type="number" min="0.01" step="any" value="100"></label>
            <label>Share sent twice<input name="duplicates" type="number" min="0" max="1" step="any" value="0.01"></label>
            <label>Share late<input name="late" type="number" min="0" max="1" step="any" value="0.02"></label>
            <label>Share out of order<input name="out_of_order" type="number" min="0" max="1" step="any" value="0.02"></label>
            <button>Send</button>
            </form></section>
            <section class="aside"><h2>More in code and over HTTP</h2><p>Erasures, users, connections, seed: <code>emulator.MParticle.PlayAsync(…)</code>, <code>POST /emulator/plays</code>, or <code>vidora play</code>. Answers 408, 429 and 5xx are retried for ten minutes; another 4xx drops the document, as mParticle does.</p></section>
            """);
        return PageLayout.SendAsync(http, "Outputs", Path, content, error is null ? 200 : 400);
    }
}
