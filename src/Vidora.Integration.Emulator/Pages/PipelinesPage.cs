using Microsoft.AspNetCore.Http;
using Vidora.Integration.Emulator.Pipelines;

namespace Vidora.Integration.Emulator.Pages;

/// <summary>Shows the page Pipelines: creates and runs them, draws the scores and exports predictions.</summary>
internal sealed class PipelinesPage(EmulatedPipelines pipelines, PipelineControlRoutes control, bool canExportToFolders)
{
    private const int Bins = 20;
    private const int TopRows = 10;

    private static readonly (VidoraPipelineType Type, string Rule)[] _rules =
    [
        (VidoraPipelineType.FutureEvents, "w / (w + 1), where w is the weight of the user's target events plus 5 % of the weight of the others."),
        (VidoraPipelineType.Classification, "(1 + weight of the target events with the label) / (2 + weight of the target events)."),
        (VidoraPipelineType.LookAlike, "How much more typical the user's event types are for those who have a labelled target event than for the others, on average."),
        (VidoraPipelineType.Uplift, "Events a day after the first target event, divided by those plus the events a day before it; 0.5 without one."),
        (VidoraPipelineType.Regression, "The average of the label's numbers over the user's target events, weighted by time; 0 without any."),
    ];

    public Task ListAsync(HttpContext http) => ShowListAsync(http, null);

    public Task GetAsync(HttpContext http) =>
        pipelines.Find(Id(http)) is { } pipeline ? ShowAsync(http, pipeline, null) : MissingAsync(http);

    public async Task CreateAsync(HttpContext http)
    {
        var form = new FormText(await http.Request.ReadFormAsync(http.RequestAborted));
        try
        {
            var pipeline = pipelines.Create(new EmulatedPipeline
            {
                Name = form.Text("name") ?? throw new FormatException("A pipeline needs a name."),
                Type = PipelineTypes.Parse(form.Text("type")),
                TargetEvent = form.Text("target_event"),
                LabelAttribute = form.Text("label_attribute"),
                Schedule = PipelineJson.ParseSchedule(form.Text("schedule") ?? "daily"),
            });
            Redirect(http, $"/pipelines/{pipeline.Id}");
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException)
        {
            await ShowListAsync(http, Message(e));
        }
    }

    public Task RunAsync(HttpContext http) => ChangeAsync(http, async (pipeline, _) =>
    {
        if ((await pipelines.RunAsync(pipeline.Id, http.RequestAborted)).Status == VidoraPipelineStatus.Failed)
        {
            throw new FormatException("The run failed: there are no accepted events.");
        }
    });

    public Task AddExportAsync(HttpContext http) => ChangeAsync(http, async (pipeline, form) =>
    {
        var destination = form.Text("destination");
        await pipelines.AddExportAsync(
            pipeline.Id,
            control.WithinExportDirectory(new PredictionExport
            {
                Recurring = form.Flag("recurring"),
                FromPercentile = form.Number("from", "The lowest percentile", 0),
                ToPercentile = form.Number("to", "The highest percentile", 100),
                Columns = [.. new PredictionExport().Columns.Where(form.Flag)],
                ToEmulatedFeed = destination == "emulated",
                Folder = destination == "folder" ? form.Text("folder") ?? "." : null,
                FeedAddress = destination == "feed"
                    ? Uri.TryCreate(form.Text("address"), UriKind.Absolute, out var address) ? address : throw new FormatException("The feed needs an address.")
                    : null,
                FeedKey = form.Text("key"),
                FeedSecret = form.Text("secret"),
                Vendor = form.Text("vendor") ?? "vidora",
            }),
            http.RequestAborted);
    });

    public Task RunExportAsync(HttpContext http) => ChangeAsync(http, (pipeline, _) =>
        pipelines.RunExportAsync(pipeline.Id, (string)http.Request.RouteValues["export"]!, http.RequestAborted));

    public Task RemoveExportAsync(HttpContext http) => ChangeAsync(http, (pipeline, _) =>
    {
        pipelines.RemoveExport(pipeline.Id, (string)http.Request.RouteValues["export"]!);
        return Task.CompletedTask;
    });

    public Task RemoveAsync(HttpContext http)
    {
        pipelines.Remove(Id(http));
        Redirect(http, "/pipelines");
        return Task.CompletedTask;
    }

    private static string Id(HttpContext http) => (string)http.Request.RouteValues["id"]!;

    private static string Message(Exception e) => e.Message.Split(" (Parameter")[0];

    private static Html? Alert(string? error) => error is null ? null : Html.Of($"<p class=\"alert\" role=\"alert\">{error}</p>");

    /// <summary>Redirects after a form, so that a reload does not send it again.</summary>
    private static void Redirect(HttpContext http, string path)
    {
        http.Response.StatusCode = 303;
        http.Response.Headers.Location = path;
    }

    private static Task MissingAsync(HttpContext http) => PageLayout.SendAsync(
        http, "No such pipeline", "/pipelines", Html.Of($"<h1>No such pipeline</h1><p><a href=\"/pipelines\">All pipelines</a></p>"), 404);

    private static Html Status(EmulatedPipeline pipeline) =>
        pipeline.Status == VidoraPipelineStatus.Failed ? Html.Of($"<span class=\"bad\">failed</span>")
        : pipeline.Status == VidoraPipelineStatus.Running ? Html.Of($"<span class=\"warn\">running</span>")
        : pipeline.LastPredictionAt is null ? Html.Of($"<span class=\"dim\">not run yet</span>")
        : Html.Of($"<span class=\"ok\">complete</span>");

    private async Task ChangeAsync(HttpContext http, Func<EmulatedPipeline, FormText, Task> change)
    {
        if (pipelines.Find(Id(http)) is not { } pipeline)
        {
            await MissingAsync(http);
            return;
        }

        try
        {
            await change(pipeline, new FormText(http.Request.HasFormContentType ? await http.Request.ReadFormAsync(http.RequestAborted) : FormCollection.Empty));
            Redirect(http, $"/pipelines/{pipeline.Id}");
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            await ShowAsync(http, pipelines.Find(pipeline.Id) ?? pipeline, Message(e));
        }
    }

    private Task ShowListAsync(HttpContext http, string? error)
    {
        var rows = new Html();
        foreach (var pipeline in pipelines)
        {
            rows.Add($"<tr><td class=\"text\" data-label=\"Name\"><a href=\"/pipelines/{pipeline.Id}\">{pipeline.Name}</a></td><td data-label=\"Type\">{pipeline.Type.ToString()}</td><td class=\"text\" data-label=\"Target event\">{pipeline.TargetEvent ?? "any event"}</td><td data-label=\"Schedule\">{pipeline.Schedule.ToString().ToLowerInvariant()}</td><td data-label=\"Status\">{Status(pipeline)}</td><td class=\"num\" data-label=\"Last predictions\">{Format.DateAndClock(pipeline.LastPredictionAt)}</td></tr>");
        }

        var list = pipelines.Count == 0
            ? Html.Of($"<p class=\"empty\">No pipeline yet. Create one below; it scores the users of the events received so far.</p>")
            : Html.Of($"<div class=\"scroll\"><table class=\"cards\"><thead><tr><th>Name</th><th>Type</th><th>Target event</th><th>Schedule</th><th>Status</th><th class=\"num\">Last predictions</th></tr></thead><tbody>{rows}</tbody></table></div>");
        var types = new Html();
        foreach (var (type, _) in _rules)
        {
            types.Add($"<option>{type.ToString()}</option>");
        }

        var content = Html.Of($"""
            <h1>Pipelines</h1>
            {Alert(error)}
            <section>{list}</section>
            <section><h2>Create a pipeline</h2>
            <form class="stack" method="post" action="/pipelines">
            <label>Name<input name="name" required maxlength="200" autocomplete="off"></label>
            <label>Type<select name="type">{types}</select></label>
            <label>Target event<input name="target_event" placeholder="an event type, or any" autocomplete="off"></label>
            <label>Label attribute<input name="label_attribute" placeholder="a field of it, or none" autocomplete="off"></label>
            <label>Schedule<select name="schedule"><option value="daily">daily</option><option value="weekly">weekly</option><option value="monthly">monthly</option><option value="once">once</option></select></label>
            <button>Create</button>
            </form></section>
            {Rules(null)}
            """);
        return PageLayout.SendAsync(http, "Pipelines", "/pipelines", content, error is null ? 200 : 400);
    }

    private static Html Rules(VidoraPipelineType? only)
    {
        var rules = new Html();
        foreach (var (type, rule) in _rules)
        {
            if (only is null || only == type)
            {
                rules.Add($"<dt>{type.ToString()}</dt><dd>{rule}</dd>");
            }
        }

        return Html.Of($"<section class=\"aside\"><h2>Where the scores come from</h2><p>A simple rule over the received events replaces Vidora's models. An event loses half its weight in seven days, counted back from the latest event.</p><dl class=\"rules\">{rules}</dl></section>");
    }

    private Task ShowAsync(HttpContext http, EmulatedPipeline pipeline, string? error)
    {
        var predictions = pipelines.Predictions(pipeline.Id);
        var next = pipeline.NextRun;
        var content = Html.Of($"""
            <div class="head"><h1>{pipeline.Name}</h1>
            <form method="post" action="/pipelines/{pipeline.Id}/run"><button>Run now</button></form>
            <form method="post" action="/pipelines/{pipeline.Id}/remove" data-confirm="Remove this pipeline, its predictions and its exports?"><button class="quiet">Remove</button></form></div>
            {Alert(error)}
            <dl><dt>Id</dt><dd><code>{pipeline.Id}</code></dd><dt>Type</dt><dd>{pipeline.Type.ToString()}</dd><dt>Target event</dt><dd>{pipeline.TargetEvent ?? "any event"}</dd><dt>Label attribute</dt><dd>{pipeline.LabelAttribute ?? "none"}</dd><dt>Status</dt><dd>{Status(pipeline)}</dd><dt>Last predictions</dt><dd>{Format.DateAndClock(pipeline.LastPredictionAt)}</dd><dt>Next run</dt><dd>{(next is null ? "when asked" : Format.DateAndClock(next))}</dd><dt>Users</dt><dd>{predictions.Count}</dd></dl>
            {(predictions.Count == 0 ? null : Spread(pipeline, predictions))}
            {Exports(pipeline, predictions.Count > 0)}
            {Rules(pipeline.Type)}
            """);
        return PageLayout.SendAsync(http, pipeline.Name, "/pipelines", content, error is null ? 200 : 400);
    }

    private static Html Spread(EmulatedPipeline pipeline, IReadOnlyList<EmulatedPrediction> predictions)
    {
        var isProbability = pipeline.Type != VidoraPipelineType.Regression;
        var lowest = isProbability ? 0 : predictions.Min(prediction => prediction.Score);
        var highest = isProbability ? 1 : predictions.Max(prediction => prediction.Score);
        var width = highest > lowest ? highest - lowest : 1;
        var counts = new long[Bins];
        foreach (var prediction in predictions)
        {
            counts[Math.Clamp((int)((prediction.Score - lowest) / width * Bins), 0, Bins - 1)]++;
        }

        var rows = new Html();
        foreach (var prediction in predictions.OrderByDescending(prediction => prediction.Percentile).Take(TopRows))
        {
            rows.Add($"<tr><td class=\"text\"><a href=\"/users{Format.Query(("id", prediction.UserId))}\">{prediction.UserId}</a></td><td class=\"num\">{Format.Score(prediction.Score)}</td><td class=\"num\">{Format.Percent(prediction.Percentile)}</td></tr>");
        }

        string[] labels = [Format.Short(lowest), Format.Short(lowest + (width / 2)), Format.Short(lowest + width)];
        return Html.Of($"""
            <section><h2>Scores</h2>{Plot.Columns("Users by score, in 20 steps", [("c0", counts)], labels)}<p class="note">Users by {ExportFile.ScoreTitle(pipeline.Type).ToLowerInvariant()}.</p></section>
            <section><h2>Highest scores</h2><div class="scroll"><table><thead><tr><th>User</th><th class="num">{ExportFile.ScoreTitle(pipeline.Type)}</th><th class="num">Percentile</th></tr></thead><tbody>{rows}</tbody></table></div></section>
            """);
    }

    private Html Exports(EmulatedPipeline pipeline, bool hasPredictions)
    {
        var rows = new Html();
        foreach (var export in pipelines.Exports(pipeline.Id))
        {
            var target = export.ToEmulatedFeed ? "emulated mParticle feed"
                : export.FeedAddress is { } address ? address.GetLeftPart(UriPartial.Authority)
                : export.File ?? export.Folder ?? "download only";
            var result = export switch
            {
                { Error: { } error } => Html.Of($"<span class=\"bad\">{error}</span>"),
                { LastRunAt: null } => Html.Of($"<span class=\"dim\">not made yet</span>"),
                _ => Html.Of($"{export.Rows} users{(export.SkippedRows == 0 ? null : Html.Of($", {export.SkippedRows} without an MPID"))}"),
            };
            rows.Add($"<tr><td class=\"text\" data-label=\"To\">{target}</td><td class=\"num\" data-label=\"Percentiles\">{export.FromPercentile}–{export.ToPercentile}</td><td data-label=\"Columns\">{string.Join(", ", export.Columns)}</td><td data-label=\"Recurring\">{(export.Recurring ? "yes" : "no")}</td><td class=\"num\" data-label=\"Last made\">{Format.DateAndClock(export.LastRunAt)}</td><td data-label=\"Result\">{result}</td><td class=\"actions\"><form method=\"post\" action=\"/pipelines/{pipeline.Id}/exports/{export.Id}/run\"><button class=\"quiet\">Make</button></form><form method=\"post\" action=\"/pipelines/{pipeline.Id}/exports/{export.Id}/remove\"><button class=\"quiet\">Remove</button></form></td></tr>");
        }

        var list = rows.ToString().Length == 0
            ? Html.Of($"<p class=\"empty\">No export yet.</p>")
            : Html.Of($"<div class=\"scroll\"><table class=\"cards\"><thead><tr><th>To</th><th class=\"num\">Percentiles</th><th>Columns</th><th>Recurring</th><th class=\"num\">Last made</th><th>Result</th><th><span class=\"hidden\">Actions</span></th></tr></thead><tbody>{rows}</tbody></table></div>");
        var download = hasPredictions
            ? Html.Of($"<p><a class=\"button quiet\" href=\"/emulator/pipelines/{pipeline.Id}/export.csv\" download>Download all predictions as CSV</a></p>")
            : null;
        var folder = canExportToFolders ? Html.Of($"<option value=\"folder\">a folder below the export directory</option>") : null;
        return Html.Of($"""
            <section><h2>Exports</h2>
            {list}
            {download}
            <details><summary>Add an export</summary>
            <form class="stack" method="post" action="/pipelines/{pipeline.Id}/exports">
            <label>Destination<select name="destination"><option value="emulated">the emulated mParticle feed</option>{folder}<option value="feed">a real mParticle feed</option></select></label>
            {(canExportToFolders ? Html.Of($"<label>Folder<input name=\"folder\" placeholder=\"below the export directory\" autocomplete=\"off\"></label>") : null)}
            <label>Feed address<input name="address" type="url" placeholder="https://inbound.mparticle.com/s2s" autocomplete="off"></label>
            <label>Feed key<input name="key" autocomplete="off"></label>
            <label>Feed secret <small>never shown again</small><input name="secret" type="password" autocomplete="new-password"></label>
            <label>Vendor in attribute names<select name="vendor"><option>vidora</option><option>cortex</option></select></label>
            <fieldset><legend>Percentiles</legend><label>from<input name="from" type="number" min="0" max="100" step="any" value="0"></label><label>to<input name="to" type="number" min="0" max="100" step="any" value="100"></label></fieldset>
            <fieldset><legend>Columns</legend><label class="check"><input type="checkbox" name="score" checked>{ExportFile.ScoreTitle(pipeline.Type)}</label><label class="check"><input type="checkbox" name="percentile" checked>Percentile</label></fieldset>
            <label class="check"><input type="checkbox" name="recurring" checked>Repeat after every run</label>
            <button>Add</button>
            </form></details></section>
            """);
    }
}
