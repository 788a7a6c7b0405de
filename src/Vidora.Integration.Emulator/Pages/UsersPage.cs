using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Vidora.Integration.Emulator.Feed;
using Vidora.Integration.Emulator.Hosting;
using Vidora.Integration.Emulator.Storage;

namespace Vidora.Integration.Emulator.Pages;

/// <summary>
/// Shows the page User Activity: the attributes of a user with their history, the predictions and what moved them, and the events on a
/// time line.
/// </summary>
internal sealed class UsersPage(EventStore store, UserStore users, EmulatedPipelines pipelines)
{
    private const int Events = 500;
    private const int Rows = 50;
    private const int Lanes = 7;

    public Task GetAsync(HttpContext http)
    {
        var id = QueryText.Read(http, "id")?.Trim();
        var content = Html.Of($"""
            <h1>User Activity</h1>
            <form class="filter" method="get" action="/users" role="search">
            <label class="wide">User id or MPID<input name="id" value="{id}" autocomplete="off" required autofocus></label>
            <button>Search</button>
            </form>
            {(id is null ? Recent() : One(id))}
            """);
        return PageLayout.SendAsync(http, "User Activity", "/users", content);
    }

    private Html Recent()
    {
        var latest = store.FindLatest(new EventQuery(), Events);
        var byEvents = new Html();
        foreach (var user in latest.Where(received => received.UserId is not null).GroupBy(received => received.UserId!).Take(12))
        {
            byEvents.Add($"<li><a href=\"/users{Format.Query(("id", user.Key))}\">{user.Key}</a> <small>last {user.First().Type}</small></li>");
        }

        var byFeed = new Html();
        foreach (var user in users.Latest(12))
        {
            var mpid = Format.Plain(user.Mpid);
            byFeed.Add($"<li><a href=\"/users?id={mpid}\">{mpid}</a> <small>{Attributes(user.Attributes.Count)}</small></li>");
        }

        return Html.Of($"""
            <div class="pair"><section><h2>Users with recent events</h2>{List(byEvents, "No events yet.")}</section>
            <section><h2>Users last written by the feed</h2>{List(byFeed, "No attributes yet.")}</section></div>
            """);
    }

    private static Html Attributes(int count) => count == 1 ? Html.Of($"1 attribute") : Html.Of($"{count} attributes");

    private static Html List(Html items, string empty) =>
        items.ToString().Length == 0 ? Html.Of($"<p class=\"empty\">{empty}</p>") : Html.Of($"<ul class=\"users\">{items}</ul>");

    private Html One(string id)
    {
        var found = store.FindLatest(new EventQuery { UserId = id }, Events);
        var mpid = long.TryParse(id, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var profile = users.Find(mpid, development: false);
        var development = users.Find(mpid, development: true);
        if (found.Count == 0 && profile is null && development is null)
        {
            return Html.Of($"<p class=\"empty\" role=\"status\">Nothing is known of <b>{id}</b>: no event and no attribute.</p>");
        }

        return Html.Of($"""
            <h2 class="user">{id}</h2>
            {AttributeSection("Attributes", profile, mpid)}
            {(development is null ? null : AttributeSection("Attributes in development", development, mpid))}
            {Predictions(id)}
            <section><h2>Events</h2>{EventSection(found)}</section>
            """);
    }

    private Html? Predictions(string id)
    {
        var rows = new Html();
        var count = 0;
        foreach (var pipeline in pipelines)
        {
            if (pipelines.FindPrediction(pipeline.Id, id) is not { } prediction)
            {
                continue;
            }

            count++;
            var reasons = pipelines.ReasonsOf(pipeline.Id, id);
            var why = reasons is null ? Html.Of($"<span class=\"dim\">known after the next run</span>")
                : reasons.Count == 0 ? Html.Of($"<span class=\"dim\">nothing: the user is a usual one</span>")
                : new Html();
            foreach (var (words, raises) in reasons ?? [])
            {
                why.Add($"<li><span class=\"{(raises ? "ok" : "warn")}\">{(raises ? "raises" : "lowers")}</span> {words}</li>");
            }

            rows.Add($"<tr><td class=\"text\" data-label=\"Pipeline\"><a href=\"/pipelines/{pipeline.Id}\">{pipeline.Name}</a></td><td class=\"num\" data-label=\"Score\">{Format.Score(prediction.Score)}</td><td class=\"num\" data-label=\"Percentile\">{Format.Percent(prediction.Percentile)}</td><td class=\"why\">{(reasons is { Count: > 0 } ? Html.Of($"<ol>{why}</ol>") : why)}</td></tr>");
        }

        return count == 0 ? null : Html.Of($"""
            <section><h2>Predictions</h2><p class="note">Models of this project, not Vidora's. What moved a score, the strongest first: the features whose usual value would change it most. The amounts do not add up, so that only order and direction are shown.</p>
            <div class="scroll"><table class="cards"><thead><tr><th>Pipeline</th><th class="num">Score</th><th class="num">Percentile</th><th>What moved the score</th></tr></thead><tbody>{rows}</tbody></table></div></section>
            """);
    }

    private static Html AttributeSection(string title, EmulatedUser? user, long mpid)
    {
        if (user is null)
        {
            return Html.Of($"<section><h2>{title}</h2><p class=\"empty\">{(mpid == 0 ? "The feed knows users by MPID, a whole number; this id is none." : "The feed has written none.")}</p></section>");
        }

        var rows = new Html();
        foreach (var changes in user.History.GroupBy(change => change.Name).OrderBy(changes => changes.Key, StringComparer.Ordinal))
        {
            var last = changes.Last();
            var history = new Html();
            foreach (var change in changes.Reverse())
            {
                history.Add($"<li><time>{Format.DateAndClock(change.At)}</time> {Value(change)}</li>");
            }

            rows.Add($"<tr><td class=\"text name\">{changes.Key}</td><td class=\"text value\">{Value(last)}</td><td class=\"num\">{Format.DateAndClock(last.At)}</td><td>{(changes.Count() == 1 ? Html.Of($"<span class=\"dim\">first value</span>") : Html.Of($"<details><summary>{changes.Count()} changes</summary><ol class=\"history\">{history}</ol></details>"))}</td></tr>");
        }

        return Html.Of($"<section><h2>{title}</h2><div class=\"scroll\"><table class=\"attributes\"><thead><tr><th>Name</th><th>Value</th><th class=\"num\">Since</th><th>History</th></tr></thead><tbody>{rows}</tbody></table></div></section>");
    }

    private static Html Value(AttributeChange change) => change.Value switch
    {
        null => Html.Of($"<span class=\"dim\">deleted</span>"),
        { ValueKind: JsonValueKind.Null } => Html.Of($"<span class=\"dim\">tag</span>"),
        { ValueKind: JsonValueKind.String } text => Html.Of($"{text.GetString()}"),
        { } other => Html.Of($"{other.GetRawText()}"),
    };

    private static Html EventSection(List<ReceivedEvent> found)
    {
        if (found.Count == 0)
        {
            return Html.Of($"<p class=\"empty\">No event of this user is stored.</p>");
        }

        var timed = found.Select(received => (Event: received, At: EventsPage.HappenedAt(received) ?? received.ReceivedAt)).ToList();
        var first = timed.Min(entry => entry.At);
        var last = timed.Max(entry => entry.At);
        var span = Math.Max(1, (last - first).TotalSeconds);
        var lanes = timed.GroupBy(entry => entry.Event.Type ?? "(no type)").OrderByDescending(lane => lane.Count()).ToList();
        var drawn = lanes.Take(lanes.Count > Lanes ? Lanes - 1 : Lanes)
            .Select((lane, i) => ($"c{Format.Plain(i)}", lane.Key, lane.Count(), Positions(lane))).ToList();
        if (lanes.Count > Lanes)
        {
            drawn.Add(("cx", $"{Format.Plain(lanes.Count - Lanes + 1)} more types", lanes.Skip(Lanes - 1).Sum(lane => lane.Count()), Positions(lanes.Skip(Lanes - 1).SelectMany(lane => lane))));
        }

        IReadOnlyList<double> Positions(IEnumerable<(ReceivedEvent Event, DateTimeOffset At)> lane) =>
            [.. lane.Select(entry => Math.Round((entry.At - first).TotalSeconds / span, 3)).Distinct()];

        var table = EventsPage.Table([.. timed.OrderByDescending(entry => entry.At).Take(Rows).Select(entry => entry.Event)], withUser: false);
        var note = found.Count > Rows ? Html.Of($"<p class=\"note\">The time line holds the last {found.Count} events, the table {Rows} of them.</p>") : null;
        return Html.Of($"{Plot.Lanes("The user's events on a time line, one lane per type; the table follows", drawn, [Format.DateAndClock(first), Format.DateAndClock(last)])}{note}{table}");
    }
}
