using System.Globalization;
using Microsoft.AspNetCore.Http;
using Vidora.Integration.Emulator.Control;
using Vidora.Integration.Emulator.Hosting;
using Vidora.Integration.Emulator.Pipelines;
using Vidora.Integration.Pipelines;
using Vidora.Integration.Pipelines.Cards;

namespace Vidora.Integration.Emulator.Pages;

/// <summary>Shows the page Pipelines: creates and runs them, shows their cards and what came of them, and exports predictions.</summary>
internal sealed class PipelinesPage(
    EmulatedPipelines pipelines, PipelineScheduler scheduler, PipelineControlRoutes control, StateReader states, TimeProvider time, bool canExportToFolders)
{
    private const int Bins = 20;
    private const int TopRows = 10;

    public Task ListAsync(HttpContext http)
    {
        var rows = new Html();
        foreach (var pipeline in pipelines)
        {
            rows.Add($"<tr><td class=\"text\" data-label=\"Name\"><a href=\"/pipelines/{pipeline.Id}\">{pipeline.Name}</a></td><td data-label=\"Type\">{pipeline.Type.ToString()}</td><td data-label=\"Schedule\">{Schedule(pipeline)}</td><td data-label=\"Status\">{Status(pipeline)}</td><td data-label=\"Quality\">{Quality(pipeline)}</td><td class=\"num\" data-label=\"Predictions made\">{Age(pipeline)}</td></tr>");
        }

        var list = pipelines.Count == 0
            ? Html.Of($"<p class=\"empty\">No pipeline yet. Create one below; it learns from the events received so far.</p>")
            : Html.Of($"<div class=\"scroll\"><table class=\"cards\"><thead><tr><th>Name</th><th>Type</th><th>Schedule</th><th>Status</th><th>Quality</th><th class=\"num\">Predictions made</th></tr></thead><tbody>{rows}</tbody></table></div>");
        var content = Html.Of($"""
            <h1>Pipelines <small>models of this project, not Vidora's</small></h1>
            <section>{list}</section>
            <section><h2>Create a pipeline</h2>{Types(null)}</section>
            """);
        return PageLayout.SendAsync(http, "Pipelines", "/pipelines", content);
    }

    public Task GetAsync(HttpContext http) =>
        pipelines.Find(Id(http)) is { } pipeline ? ShowAsync(http, pipeline, null) : MissingAsync(http);

    /// <summary>Sends what changes while a pipeline runs.</summary>
    public Task GetLiveAsync(HttpContext http) =>
        pipelines.Find(Id(http)) is { } pipeline ? PageLayout.SendPieceAsync(http, Live(pipeline)) : MissingAsync(http);

    /// <summary>Shows the form of a type, with an estimate of its examples when it is asked for.</summary>
    public async Task NewAsync(HttpContext http)
    {
        string? Field(string name) => QueryText.Read(http, name)?.Trim() is { Length: > 0 } text ? text : null;
        PipelineCheck? check = null;
        string? error = null;
        try
        {
            check = Field("estimate") is null ? null : await pipelines.CheckAsync(PipelineForm.Read(Field), http.RequestAborted);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            error = Message(e);
        }

        await ShowFormAsync(http, Field, check, error);
    }

    public async Task CreateAsync(HttpContext http)
    {
        var form = new FormText(await http.Request.ReadFormAsync(http.RequestAborted));
        try
        {
            Redirect(http, $"/pipelines/{pipelines.Create(PipelineForm.Read(form.Text)).Id}");
        }
        catch (Exception e) when (e is ArgumentException or FormatException or InvalidOperationException)
        {
            await ShowFormAsync(http, form.Text, null, Message(e));
        }
    }

    public Task RunAsync(HttpContext http) => ChangeAsync(http, (pipeline, form) =>
    {
        scheduler.Start(pipeline.Id, PipelineControlRoutes.AsOf(form.Text("as_of")));
        return Task.CompletedTask;
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

    private static string Schedule(EmulatedPipeline pipeline) => pipeline.Active ? pipeline.Definition.Schedule.ToString().ToLowerInvariant() : "paused";

    private static string Quality(EmulatedPipeline pipeline) => pipeline.Card switch
    {
        null => "—",
        { Band: QualityBand.Unknown } card => $"{card.FigureName} {CardPage.Words(card.Figure)}",
        { } card => CardPage.Words(card.Band),
    };

    private string Age(EmulatedPipeline pipeline) => pipeline.LastPredictionAt is { } at ? $"{Format.Age(time.GetUtcNow() - at)} ago" : "never";

    private static Html Types(string? current)
    {
        var html = new Html();
        foreach (var (type, name, question, gives) in PipelineForm.Types)
        {
            html.Add($"<li><a href=\"/pipelines/new?type={type}\"{(type == current ? Html.Of($" aria-current=\"true\"") : null)}><b>{name}</b></a> {question} <small>Gives {gives}.</small></li>");
        }

        return Html.Of($"<ul class=\"types\">{html}</ul>");
    }

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

    private Task ShowFormAsync(HttpContext http, Func<string, string?> field, PipelineCheck? check, string? error)
    {
        var type = PipelineForm.Types.FirstOrDefault(known => known.Type == field("type")) is { Type: not null } found ? found : PipelineForm.Types[0];
        var content = Html.Of($"""
            <h1>Create: {type.Name} <small>a model of this project, not Vidora's</small></h1>
            {Alert(error)}
            {Estimate(check)}
            <section><p>{type.Question}</p>{PipelineForm.Show(type.Type, field, states.Read(), pipelines.Suggest())}</section>
            <section class="aside"><h2>All types</h2>{Types(type.Type)}<p class="note">A list of users instead of an attribute is set in code, or with the command predict.</p></section>
            """);
        return PageLayout.SendAsync(http, "Create a pipeline", "/pipelines", content, error is null ? 200 : 400);
    }

    private static Html? Estimate(PipelineCheck? check)
    {
        if (check is null)
        {
            return null;
        }

        var share = check.Rows == 0 ? 0 : (double)check.Positives / check.Rows;
        var examples = check.Rows == 0 ? null : Html.Of($"<p>{check.Rows} examples, of which {check.Positives} are positive or have a number ({Format.Percent(share)}). {check.Predictions} users would get a prediction.</p>");
        return Html.Of($"""
            <section role="status"><h2>Estimate</h2>{examples}
            <p>{(check.Obstacle is { } obstacle ? Html.Of($"<span class=\"bad\">cannot run</span> {obstacle}") : Html.Of($"<span class=\"ok\">can run</span> There is enough to learn from."))}</p></section>
            """);
    }

    private Task ShowAsync(HttpContext http, EmulatedPipeline pipeline, string? error)
    {
        var live = pipeline.Status == VidoraPipelineStatus.Running ? Html.Of($" data-live=\"/pieces/pipelines/{pipeline.Id}\" data-every=\"700\"") : null;
        var content = Html.Of($"""
            <div class="head"><h1>{pipeline.Name} <small>a model of this project, not Vidora's</small></h1>
            <form class="inline" method="post" action="/pipelines/{pipeline.Id}/run"><label>As of <small>empty: the end of the events</small><input name="as_of" type="date"></label><button>Run now</button></form>
            <form method="post" action="/pipelines/{pipeline.Id}/remove" data-confirm="Remove this pipeline, its predictions and its exports?"><button class="quiet">Remove</button></form></div>
            {Alert(error)}
            <div{live}>{Live(pipeline)}</div>
            """);
        return PageLayout.SendAsync(http, pipeline.Name, "/pipelines", content, error is null ? 200 : 400);
    }

    private Html Live(EmulatedPipeline pipeline)
    {
        var predictions = pipelines.Predictions(pipeline.Id);
        var next = pipeline.NextRun;
        var progress = pipeline is { Status: var status, Progress: { } step } && status == VidoraPipelineStatus.Running ? Html.Of($"<p role=\"status\">{step.Step}: {Format.Percent(step.Fraction)}</p>") : null;
        var failure = pipeline.Failure is null ? null : Html.Of($"<p class=\"alert\" role=\"alert\">The last run failed. {pipeline.Failure}{(pipeline.Card is null ? " There are no predictions." : $" The predictions of the last good run are kept; they were made {Age(pipeline)}.")}</p>");
        return Html.Of($"""
            {progress}{failure}
            <dl><dt>Id</dt><dd><code>{pipeline.Id}</code></dd><dt>Type</dt><dd>{pipeline.Type.ToString()}</dd><dt>Status</dt><dd>{Status(pipeline)}</dd><dt>Predictions made</dt><dd>{Format.DateAndClock(pipeline.LastPredictionAt)}</dd><dt>Predicted for</dt><dd>{(pipeline.Card is { } card ? Format.DateAndClock(card.AsOf) : "—")}</dd><dt>Schedule</dt><dd>{Schedule(pipeline)}{(next is null ? "" : $", next {Format.DateAndClock(next)}")}</dd><dt>Users</dt><dd>{predictions.Count}</dd></dl>
            {(pipeline.Card is null ? null : CardPage.Body(pipeline.Card))}
            {History(pipeline)}
            {(predictions.Count == 0 ? null : Spread(pipeline, predictions))}
            {Exports(pipeline, predictions.Count > 0)}
            """);
    }

    /// <summary>Shows earlier runs, with what came of those whose window has closed.</summary>
    private Html? History(EmulatedPipeline pipeline)
    {
        var cards = pipelines.History(pipeline.Id);
        if (cards.Count < 2)
        {
            return null;
        }

        var rows = new Html();
        foreach (var card in cards.Reverse())
        {
            rows.Add($"<tr><td class=\"num\">{Day(card)}</td><td class=\"num\">{CardPage.Words(card.Figure)}</td><td class=\"num\">{CardPage.Base(card, card.BaseRate)}</td><td class=\"num\">{CardPage.Base(card, card.MeanScore)}</td><td class=\"num\">{(card.Outcome is { } outcome ? CardPage.Base(card, outcome.Observed) : "—")}</td><td class=\"num\">{(card.Outcome is { } known ? CardPage.Words(known.Auc) : "—")}</td></tr>");
        }

        var chart = CardCharts.Columns(
            "Runs by the day they predict for. Bars: what came, marks: the mean prediction. The table has the numbers.",
            [.. cards.Select(card => (Day(card)[5..], card.Outcome?.Observed, (double?)card.MeanScore))],
            value => CardPage.Base(cards[^1], value));
        return Html.Of($"""
            <section><h2>Runs and what came of them</h2>
            <p class="note"><i class="key-bar"></i> what came <i class="key-mark"></i> mean prediction. What came is known when a run follows the end of the window; of runs within one window the first is followed. A run as of a day in the past knows at once.</p>
            {chart}
            <div class="scroll"><table><thead><tr><th class="num">Predicted for</th><th class="num">{cards[^1].FigureName} on the holdout</th><th class="num">Base rate</th><th class="num">Mean prediction</th><th class="num">What came</th><th class="num">AUC of what came</th></tr></thead><tbody>{rows}</tbody></table></div></section>
            """);

        static string Day(ModelCard card) => card.AsOf.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    private static Html Spread(EmulatedPipeline pipeline, IReadOnlyList<PipelinePrediction> predictions)
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
            <section><h2>Scores</h2>{Plot.Columns("Users by score, in 20 steps", [("c0", counts)], labels)}<p class="note">Users by {PredictionCsv.TitleOf(pipeline.Type).ToLowerInvariant()}.</p></section>
            <section><h2>Highest scores</h2><div class="scroll"><table><thead><tr><th>User</th><th class="num">{PredictionCsv.TitleOf(pipeline.Type)}</th><th class="num">Percentile</th></tr></thead><tbody>{rows}</tbody></table></div></section>
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
            <fieldset><legend>Columns</legend><label class="check"><input type="checkbox" name="score" checked>{PredictionCsv.TitleOf(pipeline.Type)}</label><label class="check"><input type="checkbox" name="percentile" checked>Percentile</label></fieldset>
            <label class="check"><input type="checkbox" name="recurring" checked>Repeat after every run</label>
            <button>Add</button>
            </form></details></section>
            """);
    }
}
