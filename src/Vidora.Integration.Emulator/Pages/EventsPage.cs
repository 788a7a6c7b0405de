using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Vidora.Integration.Emulator.Control;
using Vidora.Integration.Emulator.Hosting;
using Vidora.Integration.Emulator.Storage;
using Vidora.Integration.Emulator.Validation;

namespace Vidora.Integration.Emulator.Pages;

/// <summary>Shows the page Check Your Events: the latest events, their errors, and one event with its JSON.</summary>
internal sealed class EventsPage(EventStore store, StateReader states, TimeProvider time)
{
    private const int Rows = 40;
    private const int Columns = 60;
    private const int LatestWithPersonalData = 50;
    private const int ShownFields = 10;

    public Task GetAsync(HttpContext http)
    {
        var filter = Filter.From(http);
        var content = Html.Of($"""
            <div class="head"><h1>Check Your Events</h1><button type="button" class="quiet" data-pause aria-pressed="false">Pause</button></div>
            {FilterForm(filter)}
            <div data-live="/pieces/events{filter.Query}" data-every="500">
            {Live(filter)}
            </div>
            """);
        return PageLayout.SendAsync(http, "Check Your Events", "/", content);
    }

    public Task GetLiveAsync(HttpContext http) => PageLayout.SendPieceAsync(http, Live(Filter.From(http)));

    public Task GetOneAsync(HttpContext http)
    {
        var received = long.TryParse((string?)http.Request.RouteValues["number"], out var number) ? store.Get(number) : null;
        var detail = received is null
            ? Html.Of($"<h1>No such event</h1><p>It was never received, deleted because newer events came, or erased.</p>")
            : Detail(received);
        return QueryText.Read(http, "piece") is null
            ? PageLayout.SendAsync(http, "Event", "/", detail, received is null ? 404 : 200)
            : PageLayout.SendPieceAsync(http, detail);
    }

    /// <summary>Returns a table of events; the page of a user shows it too.</summary>
    public static Html Table(IReadOnlyList<ReceivedEvent> events, bool withUser)
    {
        var rows = new Html();
        foreach (var received in events)
        {
            var number = Format.Plain(received.Number);
            rows.Add($"<tr><td class=\"num\"><a id=\"e{number}\" href=\"/events/{number}\" data-sheet>{number}</a></td><td class=\"num\">{Format.Clock(received.ReceivedAt)}</td><td class=\"text\">{received.Type ?? "—"}</td>");
            if (withUser)
            {
                rows.Add($"<td class=\"text\">{User(received.UserId, $"u{number}")}</td>");
            }

            rows.Add($"<td class=\"num\">{EventTime(received)}</td><td>{Verdict(received.Found)}</td></tr>");
        }

        return Html.Of($"""
            <div class="scroll"><table class="events"><thead><tr><th class="num">No.</th><th class="num">Received</th><th>Type</th>{(withUser ? Html.Of($"<th>User</th>") : null)}<th class="num">Event time</th><th>Verdict</th></tr></thead>
            <tbody>{rows}</tbody></table></div>
            """);
    }

    /// <summary>Returns the time in the event. Returns null without a valid one.</summary>
    public static DateTimeOffset? HappenedAt(ReceivedEvent received)
    {
        if ((received.Found & (EventProblems.NotAnObject | EventProblems.TimestampNotInteger | EventProblems.TimestampInMilliseconds)) != 0)
        {
            return null;
        }

        DateTimeOffset? happened = null;
        var reader = new Utf8JsonReader(received.Utf8Json.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isTime = reader.TextIs("timestamp"u8);
            reader.Read();
            if (isTime)
            {
                // The last of two equal names counts, and only that one was inspected.
                happened = reader.TokenType == JsonTokenType.Number
                    && reader.TryGetInt64(out var seconds)
                    && seconds is > -62_135_596_800 and < 253_402_300_800
                    ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                    : null;
            }

            reader.Skip();
        }

        return happened;
    }

    /// <summary>Returns the link to a user. The focus returns to its id when the part is replaced.</summary>
    private static Html User(string? userId, string id) => userId is null
        ? Html.Of($"—")
        : Html.Of($"<a id=\"{id}\" href=\"/users{Format.Query(("id", userId))}\">{userId}</a>");

    private static string EventTime(ReceivedEvent received) => HappenedAt(received) is { } at ? Format.DateAndClock(at) : "—";

    private static Html Verdict(EventProblems problems)
    {
        problems &= ~EventProblems.ReservedAttributes;
        if (problems == EventProblems.None)
        {
            return Html.Of($"<span class=\"ok\">valid</span>");
        }

        var html = new Html();
        foreach (var (kind, name, text) in EventProblemNames.All)
        {
            if (problems.HasFlag(kind))
            {
                html.Add($"<span class=\"{EventProblemNames.Severity(kind).Class}\" title=\"{text}\">{name.Replace('_', ' ')}</span> ");
            }
        }

        return html;
    }

    private static Html Detail(ReceivedEvent received)
    {
        var report = new Html();
        foreach (var (kind, _, text) in EventProblemNames.All)
        {
            if (received.Found.HasFlag(kind))
            {
                var (word, style) = EventProblemNames.Severity(kind);
                var fields = kind is EventProblems.PersonalData or EventProblems.ReservedAttributes ? string.Join(", ", PersonalDataSuspicion.FieldsOf(received.Utf8Json, kind)) : "";
                report.Add($"<li><span class=\"{style}\">{word}</span> {text}{(fields.Length == 0 ? "" : $" Fields: {fields}.")}</li>");
            }
        }

        if (received.Found == EventProblems.None)
        {
            report.Add($"<li><span class=\"ok\">valid</span> No errors and no remarks.</li>");
        }

        return Html.Of($"""
            <h1>Event {Format.Plain(received.Number)}</h1>
            <dl><dt>Type</dt><dd>{received.Type ?? "—"}</dd><dt>User</dt><dd>{User(received.UserId, "user")}</dd><dt>Event time</dt><dd>{EventTime(received)}</dd><dt>Received</dt><dd>{Format.DateAndClock(received.ReceivedAt)}</dd><dt>Size</dt><dd>{received.Utf8Json.Length} bytes</dd></dl>
            <h2>Report</h2>
            <ul class="report">{report}</ul>
            <h2>JSON</h2>
            <pre class="json" tabindex="0" aria-label="The event as JSON">{JsonView.Of(received.Utf8Json.Span)}</pre>
            """);
    }

    private static Html Option(string value, string text, string? chosen) =>
        Html.Of($"<option value=\"{value}\"{(value == (chosen ?? "") ? Html.Of($" selected") : null)}>{text}</option>");

    private Html FilterForm(Filter filter)
    {
        var types = new Html();
        foreach (var type in states.Read().ByType.OrderByDescending(type => type.Value).Take(200))
        {
            types.Add($"<option value=\"{type.Key}\"></option>");
        }

        var reasons = new Html();
        foreach (var (_, name, _) in EventProblemNames.All)
        {
            reasons.Add($"{Option(name, "only: " + name.Replace('_', ' '), filter.Show)}");
        }

        return Html.Of($"""
            <form class="filter" method="get" action="/" role="search" data-auto>
            <label>Type<input name="type" list="types" value="{filter.Type}" placeholder="any" autocomplete="off"></label><datalist id="types">{types}</datalist>
            <label>User<input name="user_id" value="{filter.UserId}" placeholder="any" autocomplete="off"></label>
            <label>Show<select name="show">{Option("", "all events", filter.Show)}{Option("valid", "valid ones", filter.Show)}{Option("invalid", "invalid ones", filter.Show)}{Option("warned", "valid with remarks", filter.Show)}{reasons}</select></label>
            <label>Plot<select name="span">{Option("", "last 5 minutes", filter.Span)}{Option("hour", "last hour", filter.Span)}</select></label>
            <button>Filter</button> <a class="quiet" href="/">Clear</a>
            </form>
            """);
    }

    private Html Live(Filter filter)
    {
        var state = states.Read();
        var now = time.GetUtcNow();
        var found = store.FindLatest(filter.ToQuery(), Rows);

        // The last step is still filling; the step before it is complete.
        var rate = store.Timeline(now, 2, 1).Sum(series => series.Counts[0]) / (double)TypeTimeline.StepSeconds;
        return Html.Of($"""
            <div class="tiles"><div><b data-count="received">{state.Received}</b>received</div><div><b data-count="valid">{state.Valid}</b>valid</div><div class="{(state.Invalid > 0 ? "alarm" : "")}"><b data-count="invalid">{state.Invalid}</b>invalid</div><div><b data-count="warned">{state.Warned}</b>with remarks</div><div><b>{Format.Short(rate)}</b>a second</div></div>
            {TypesPlot(filter, now, state)}
            {Reasons(state)}
            <section><h2>Latest events</h2>{Note(found, state, rate)}{(found.Count > 0 ? Table(found, withUser: true) : null)}</section>
            """);
    }

    private static Html Note(List<ReceivedEvent> found, EmulatorState state, double rate)
    {
        if (state.Received == 0)
        {
            return Html.Of($"<p class=\"empty\">No event yet. Send some to <code>POST /v1/validate</code> and they appear here.</p>");
        }

        if (found.Count == 0)
        {
            return Html.Of($"<p class=\"empty\">{(state.Kept == 0 ? "No event is stored." : "No event matches the filter.")}</p>");
        }

        return rate > Rows
            ? Html.Of($"<p class=\"note\" data-sampled>More events arrive than a person can read: the list is a sample, the {found.Count} newest twice a second. The counts include all.</p>")
            : Html.Of($"<p class=\"note\">{(found.Count == Rows ? Html.Of($"The newest {found.Count} events that match.") : found.Count == 1 ? Html.Of($"1 event matches.") : Html.Of($"{found.Count} events match."))}</p>");
    }

    private Html TypesPlot(Filter filter, DateTimeOffset now, EmulatorState state)
    {
        const int Shown = 6;
        var (columns, steps, labels) = filter.Span == "hour"
            ? (Columns, 60 / TypeTimeline.StepSeconds, new[] { "−60 min", "−30 min", "now" })
            : (Columns, 1, ["−5 min", "−2½ min", "now"]);
        var all = store.Timeline(now, columns, steps);
        var byTotal = all.Where(series => series.Type is not null)
            .OrderByDescending(series => state.ByType.GetValueOrDefault(series.Type!)).ThenBy(series => series.Type, StringComparer.Ordinal).ToList();
        var drawn = new List<(string Class, long[] Counts)>();
        var legend = new Html();
        for (var i = 0; i < Math.Min(Shown, byTotal.Count); i++)
        {
            drawn.Add(($"c{Format.Plain(i)}", byTotal[i].Counts));
            legend.Add($"<li><i class=\"key c{Format.Plain(i)}\"></i><span class=\"text\">{byTotal[i].Type}</span> <b>{byTotal[i].Counts.Sum()}</b></li>");
        }

        if (byTotal.Count > Shown)
        {
            var others = byTotal.Skip(Shown).ToList();
            var sum = new long[columns];
            foreach (var (_, counts) in others)
            {
                for (var column = 0; column < columns; column++)
                {
                    sum[column] += counts[column];
                }
            }

            drawn.Add(("cx", sum));
            legend.Add($"<li><i class=\"key cx\"></i>{others.Count} more types <b>{sum.Sum()}</b></li>");
        }

        if (all.Find(series => series.Type is null).Counts is { } invalid)
        {
            drawn.Add(("ci", invalid));
            legend.Add($"<li><i class=\"key ci\"></i>invalid <b>{invalid.Sum()}</b></li>");
        }

        return drawn.Count == 0
            ? Html.Of($"<section><h2>Events by type</h2>{Plot.Columns("Events by type over time: none", [], labels)}</section>")
            : Html.Of($"<section><h2>Events by type</h2>{Plot.Columns("Events by type over time, stacked columns; the totals follow as a list", drawn, labels)}<ul class=\"legend\">{legend}</ul></section>");
    }

    /// <summary>Returns the fields of the latest events with personal data, the most frequent first.</summary>
    private string FieldsOf(EventProblems kind)
    {
        if (kind is not (EventProblems.PersonalData or EventProblems.ReservedAttributes))
        {
            return "";
        }

        var fields = store.FindLatest(new EventQuery { AnyOf = kind }, LatestWithPersonalData)
            .SelectMany(received => PersonalDataSuspicion.FieldsOf(received.Utf8Json, kind))
            .CountBy(field => field)
            .OrderByDescending(field => field.Value)
            .Take(ShownFields)
            .Select(field => $"{field.Key} ({field.Value})");
        return $" In the latest events: {string.Join(", ", fields)}.";
    }

    private Html? Reasons(EmulatorState state)
    {
        if (state.ByReason.Count == 0)
        {
            return null;
        }

        var rows = new Html();
        foreach (var (kind, name, text) in EventProblemNames.All)
        {
            if (state.ByReason.TryGetValue(name, out var count))
            {
                var (word, style) = EventProblemNames.Severity(kind);
                rows.Add($"<tr><td><span class=\"{style}\">{word}</span></td><td><a id=\"r-{name}\" href=\"/?show={name}\">{text}</a>{FieldsOf(kind)}</td><td class=\"num\">{count}</td></tr>");
            }
        }

        return Html.Of($"<section><h2>Validation report</h2><div class=\"scroll\"><table><thead><tr><th>Kind</th><th>Meaning</th><th class=\"num\">Events</th></tr></thead><tbody>{rows}</tbody></table></div></section>");
    }

    private sealed record Filter(string? Type, string? UserId, string? Show, string? Span)
    {
        public string Query => Format.Query(("type", Type), ("user_id", UserId), ("show", Show), ("span", Span));

        public static Filter From(HttpContext http) =>
            new(QueryText.Read(http, "type"), QueryText.Read(http, "user_id"), QueryText.Read(http, "show"), QueryText.Read(http, "span"));

        public EventQuery ToQuery() => new()
        {
            Type = Type,
            UserId = UserId,
            Accepted = Show is "valid" or "warned" ? true : Show == "invalid" ? false : null,
            AnyOf = Show is null ? EventProblems.None
                : Show == "warned" ? ~(EventProblems.Errors | EventProblems.ReservedAttributes)
                : EventProblemNames.Parse(Show) ?? EventProblems.None,
        };
    }
}
