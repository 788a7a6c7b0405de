using System.Globalization;
using Microsoft.Playwright;
using Vidora.Integration.Pipelines;

namespace Vidora.Integration.Emulator.Tests.Browser;

[Slow(Formats = true)]
public class PagesTests : BrowserFixture
{
    private static readonly string[] _types = ["screen_view", "purchase", "Added To Wishlist", "session_start", "add_to_cart", "push_message", "refund", "crash_report"];

    private static string Event(int n, long at) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""{"user_id":"{{(n % 9 == 0 ? "-7346244611012968789" : 264200868161219981 + (n % 23))}}","type":"{{_types[n * (n + 3) / 2 % _types.Length]}}","timestamp":{{at - (n * 7919 % 900_000)}},"event_id":"{{n}}","event_type":"custom_event","platform":"ios","app_version":"4.2.1","item_id":"sku-{{n % 50}}","product_price":{{n % 90}}.90,"is_tablet":false}""");

    private async Task FillAsync()
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        await Emulator.ValidateAsync([.. Enumerable.Range(0, 400).Select(n => Event(n, now))]);
        await Emulator.ValidateAsync(
            """{"type":"purchase"}""",
            $$"""{"user_id":"u1","type":"purchase","timestamp":{{now}}000,"email":"a@example.com"}""",
            """{"user_id":"u2","type":"purchase","timestamp":"yesterday","basket":{"a":[1,2]}}""",
            Event(3, now));
        foreach (var (score, percentile) in new[] { (0.171425, 0.879432), (0.34, 0.91), (0.652, 0.97) })
        {
            await Emulator.SendAsync(
                HttpMethod.Post,
                "/v2/events",
                string.Create(CultureInfo.InvariantCulture, $$$"""{"mpid":-7346244611012968789,"user_attributes":{"$intelligent_attribute:vidora:likelihood_to_purchase__score":{{{score}}},"$intelligent_attribute:vidora:likelihood_to_purchase__percentile":{{{percentile}}},"$favorite colors":["red","green"]}}"""),
                Raw.Basic("feed-key", "feed-secret"));
        }
    }

    private async Task<string> CountAsync(string name) => await Page.Locator($"[data-count={name}]").TextContentAsync() ?? "";

    [Test]
    public async Task CheckYourEvents_WhileEventsFlow_ShowsThemAsTheyCome()
    {
        await Page.GotoAsync("/");
        Assert.That(await Page.Locator(".empty").First.TextContentAsync(), Does.Contain("No event yet"));

        var now = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        await Emulator.ValidateAsync(Event(1, now), """{"type":"lonely"}""");
        await Eventually.IsTrueAsync(async () => await CountAsync("received") == "2", "two events received");
        Assert.That((await CountAsync("valid"), await CountAsync("invalid")), Is.EqualTo(("1", "1")));
        Assert.That(await Page.Locator("table.events tbody tr").CountAsync(), Is.EqualTo(2));
        Assert.That(await Page.Locator("table.events tbody tr").First.InnerTextAsync(), Does.Contain("lonely").And.Contain("missing user id"));

        await Emulator.ValidateAsync([.. Enumerable.Range(2, 998).Select(n => Event(n, now))]);
        await Eventually.IsTrueAsync(async () => await CountAsync("received") == "1,000", "a thousand events received");
        var legend = await Page.Locator(".legend li").AllInnerTextsAsync();
        Assert.That(legend, Has.Count.EqualTo(8));
        var counted = legend.Sum(line => long.Parse(line.Split([' ', '\n'])[^1], NumberStyles.AllowThousands, CultureInfo.InvariantCulture));
        Assert.That(counted, Is.EqualTo(1000));
    }

    [Test]
    public async Task CheckYourEvents_Paused_StandsStillUntilItGoesOn()
    {
        await Page.GotoAsync("/");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await Emulator.ValidateAsync(Event(1, 0));
        var next = Page.WaitForResponseAsync(response => response.Url.Contains("/pieces/", StringComparison.Ordinal));
        Assert.That(await CountAsync("received"), Is.EqualTo("0"));

        await Page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();

        await next;
        await Eventually.IsTrueAsync(async () => await CountAsync("received") == "1", "the event after the pause");
    }

    [Test]
    public async Task CheckYourEvents_Filtered_ShowsOnlyThese()
    {
        await FillAsync();
        await Page.GotoAsync("/");

        await Page.Locator("input[name=type]").FillAsync("refund");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Filter" }).ClickAsync();
        await ArriveAsync("type=refund");
        var types = await Page.Locator("table.events tbody td:nth-child(3)").AllInnerTextsAsync();
        Assert.That(types, Is.Not.Empty.And.All.EqualTo("refund"));

        await Page.GotoAsync("/");
        await Page.Locator("select[name=show]").SelectOptionAsync("invalid");
        await ArriveAsync("show=invalid");
        Assert.That(await Page.Locator("table.events tbody tr").CountAsync(), Is.EqualTo(2));

        await Page.GetByRole(AriaRole.Link, new() { Name = "An event with the same" }).ClickAsync();
        await ArriveAsync("show=duplicate_event_id");
        Assert.That(await Page.Locator("table.events tbody tr").CountAsync(), Is.EqualTo(1));

        await Page.GotoAsync("/?user_id=-7346244611012968789&show=valid");
        Assert.That(await Page.Locator("table.events tbody td:nth-child(4)").AllInnerTextsAsync(), Is.Not.Empty.And.All.EqualTo("-7346244611012968789"));
    }

    [Test]
    public async Task CheckYourEvents_OneEventOpenedByKeyboard_ShowsItsJsonAndReport()
    {
        await FillAsync();
        await Page.GotoAsync("/?show=personal_data");

        await Page.Locator("table.events tbody a[data-sheet]").FocusAsync();
        await Page.Keyboard.PressAsync("Enter");

        var sheet = Page.Locator("dialog[open]");
        await sheet.WaitForAsync();
        Assert.That(await sheet.Locator(".json").InnerTextAsync(), Does.Contain("\"email\": \"a@example.com\""));
        var report = await sheet.Locator(".report").InnerTextAsync();
        Assert.That(report, Does.Contain("milliseconds").And.Contain("personal data").And.Contain("event_id"));
        await ShootAsync("event-sheet");
        await Page.Keyboard.PressAsync("Escape");
        Assert.That(await Page.Locator("dialog[open]").CountAsync(), Is.Zero);
    }

    [Test]
    public async Task CheckYourEvents_FocusOnAUserWhileEventsFlow_StaysThere()
    {
        await Emulator.ValidateAsync("""{"user_id":"u1","type":"t"}""", """{"user_id":"u2","type":"t"}""");
        await Page.GotoAsync("/");
        await Page.GetByRole(AriaRole.Link, new() { Name = "u1" }).FocusAsync();

        await Emulator.ValidateAsync("""{"user_id":"u3","type":"t"}""");
        await Eventually.IsTrueAsync(async () => await CountAsync("received") == "3", "the event that came after the focus");

        Assert.That(await Page.EvaluateAsync<string>("() => document.activeElement.textContent"), Is.EqualTo("u1"));
    }

    [Test]
    public async Task CheckYourEvents_AThousandASecond_KeepsUpAndSaysThatItSamples()
    {
        await Page.GotoAsync("/");
        using var stop = new CancellationTokenSource();
        var sent = 0;
        var flow = Task.Run(async () =>
        {
            using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            while (!stop.IsCancellationRequested)
            {
                await Emulator.ValidateAsync([.. Enumerable.Range(sent, 100).Select(n => Event(n, 1_893_456_000))]);
                sent += 100;
                await tick.WaitForNextTickAsync();
            }
        });

        await Page.Locator("[data-sampled]").WaitForAsync(new() { Timeout = 60_000 });
        var longest = await Page.EvaluateAsync<double>(
            "() => new Promise(done => { let last = performance.now(), longest = 0, frames = 0; const step = now => { longest = Math.max(longest, now - last); last = now; if (++frames < 120) requestAnimationFrame(step); else done(longest); }; requestAnimationFrame(step); })");
        await stop.CancelAsync();
        await flow;

        await TestContext.Out.WriteLineAsync($"longest frame {longest:F0} ms");
        Assert.That(await Page.Locator("[data-sampled]").InnerTextAsync(), Does.Contain("sample"));
        Assert.That(await Page.Locator("table.events tbody tr").CountAsync(), Is.EqualTo(40));
        await Eventually.IsTrueAsync(
            async () => await CountAsync("received") == sent.ToString("#,0", CultureInfo.InvariantCulture), "all that was sent is counted");
        Assert.That(longest, Is.LessThan(10_000), "The page stood still. Generous, because a busy machine is not what is tested.");
    }

    [Test]
    public async Task UserActivity_SearchedUser_ShowsAttributesHistoryAndTimeLine()
    {
        await FillAsync();
        await Page.GotoAsync("/users");
        Assert.That(await Page.Locator("ul.users li").CountAsync(), Is.GreaterThan(5));

        await Page.GetByLabel("User id or MPID").FillAsync("-7346244611012968789");
        await Page.Keyboard.PressAsync("Enter");
        await Page.Locator("h2.user").WaitForAsync();

        var rows = Page.Locator("table.attributes tbody > tr");
        Assert.That(await rows.CountAsync(), Is.EqualTo(3));
        var score = rows.Filter(new() { HasText = "__score" });
        Assert.That(await score.Locator("td.value").InnerTextAsync(), Is.EqualTo("0.652"));
        await score.Locator("summary").ClickAsync();
        Assert.That(await score.Locator(".history li").CountAsync(), Is.EqualTo(3));
        Assert.That(await score.Locator(".history li").Last.InnerTextAsync(), Does.EndWith("0.171425"));
        var shown = (await Page.Locator(".lane .count").AllInnerTextsAsync()).Sum(count => int.Parse(count, CultureInfo.InvariantCulture));
        Assert.That(shown, Is.EqualTo(Emulator.Events.OfUser("-7346244611012968789").Count));

        await Page.GotoAsync("/users?id=nobody");
        Assert.That(await Page.GetByRole(AriaRole.Status).InnerTextAsync(), Does.Contain("Nothing is known of nobody"));
    }

    [Test]
    public async Task Pipelines_EstimatedCreatedRunAndExported_ReachTheUser()
    {
        await Shoppers.SendAsync(Emulator);
        await Page.GotoAsync("/pipelines");
        await Page.GetByRole(AriaRole.Link, new() { Name = "Regression" }).ClickAsync();
        await ArriveAsync("type=regression");
        Assert.That(await Page.Locator("form.stack input[name]").EvaluateAllAsync<string[]>("all => all.map(one => one.name)"), Is.EqualTo(new[] { "type", "name", "attribute", "active_within_days", "seed" }));
        Assert.That(await Page.Locator("#attributes option").EvaluateAllAsync<string[]>("all => all.map(one => one.value)"), Does.Contain("points"));
        Assert.That(await Page.Locator("#types option").EvaluateAllAsync<string[]>("all => all.map(one => one.value)"), Does.Contain("view"));
        await Page.GetByRole(AriaRole.Textbox, new() { Name = "Name" }).FillAsync("Points of all");
        await Page.Locator("input[name=attribute]").FillAsync("pionts");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Estimate first" }).ClickAsync();
        await ArriveAsync("estimate=1");
        Assert.That(await Page.GetByRole(AriaRole.Status).InnerTextAsync(), Does.Contain("No user has the attribute \"pionts\". The nearest are \"points\""));
        await Page.Locator("input[name=attribute]").FillAsync("points");
        await Page.Keyboard.PressAsync("Enter");
        await Page.GetByText("Run now").WaitForAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Run now" }).ClickAsync();
        await Page.GetByText("complete", new() { Exact = true }).WaitForAsync();
        Assert.That(await Page.GetByRole(AriaRole.Img, new() { Name = "Users by score" }).Locator("rect").CountAsync(), Is.Positive);
        Assert.That(await Page.Locator("h1").InnerTextAsync(), Does.Contain("a model of this project, not Vidora's"));
        foreach (var section in new[] { "Candidates on the same holdout", "Lift: predicted and observed by tenths of the holdout", "Importance by group", "Facts and drift" })
        {
            var heading = Page.GetByRole(AriaRole.Heading, new() { Name = section });
            Assert.That(await heading.Locator("xpath=ancestor::section").Locator("table").First.Locator("tr").CountAsync(), Is.GreaterThan(1), section);
        }

        var pipeline = Emulator.Pipelines.Single();
        Assert.That(Emulator.Pipelines.Predictions(pipeline.Id), Has.Count.EqualTo(Shoppers.Enough));
        await Page.ReloadAsync();
        await Page.GetByText("Add an export").ClickAsync();
        await Page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Page.GetByText("emulated mParticle feed", new() { Exact = true }).WaitForAsync();
        await Page.GetByText("Add an export").ClickAsync();
        await Page.GetByLabel("Destination").SelectOptionAsync("folder");
        await Page.Locator("input[name=folder]").FillAsync("daily");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Add", Exact = true }).ClickAsync();
        await Page.GetByText("points_of_all_").WaitForAsync();
        Assert.That(Directory.GetFiles(Path.Combine(ExportDirectory, "daily"), "points_of_all_*.csv"), Has.Length.EqualTo(1));

        var download = await Page.RunAndWaitForDownloadAsync(() => Page.GetByRole(AriaRole.Link, new() { Name = "Download" }).ClickAsync());
        var lines = await File.ReadAllLinesAsync(await download.PathAsync());
        Assert.That(lines[0], Is.EqualTo("user_id,Predicted Value,Percentile"));
        Assert.That(lines, Has.Length.EqualTo(Shoppers.Enough + 1));

        await Page.Locator("section table a[href^='/users']").First.ClickAsync();
        await Page.GetByText("$intelligent_attribute:vidora:points_of_all__score").WaitForAsync();
        Assert.That(await Page.Locator("td.why li").AllInnerTextsAsync(), Has.Count.InRange(1, 5).And.All.Match("^(raises|lowers) .*, (higher|lower) than usual$"));

        await Page.GotoAsync($"/pipelines/{pipeline.Id}");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Remove" }).First.ClickAsync();
        await Eventually.IsTrueAsync(() => Task.FromResult(Emulator.Pipelines.Count == 0), "the pipeline is removed");
    }

    [Test]
    public async Task Pipelines_MistakenForm_SaysWhatIsWrongAndKeepsWhatWasTyped()
    {
        await Page.GotoAsync("/pipelines/new?type=uplift");
        foreach (var (name, value) in new[] { ("name", "???"), ("treatment", "mailed"), ("control", "not mailed"), ("goal", "purchase") })
        {
            await Page.Locator($"input[name={name}]").FillAsync(value);
        }

        await Page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();

        Assert.That(await Page.GetByRole(AriaRole.Alert).InnerTextAsync(), Does.Contain("has no letter or digit"));
        Assert.That(await Page.Locator("input[name=control]").InputValueAsync(), Is.EqualTo("not mailed"));
        ForgiveStatus(400);
    }

    [Test]
    public async Task Fault_AddedOnThePage_HappensAndIsCountedDown()
    {
        await Page.GotoAsync("/faults");
        await Page.GetByRole(AriaRole.Spinbutton, new() { Name = "Status" }).FillAsync("429");
        await Page.GetByLabel("Retry-After").FillAsync("3");
        await Page.GetByLabel("How many requests").FillAsync("2");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        Assert.That(await Page.Locator("#rules td").Last.InnerTextAsync(), Is.EqualTo("2"));

        Assert.That((await Emulator.ValidateAsync(Event(1, 0))).Status, Is.EqualTo(429));

        await Eventually.IsTrueAsync(async () => await Page.Locator("#rules td").Last.InnerTextAsync() == "1", "one answer left");
        await ShootAsync("faults");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Clear" }).ClickAsync();
        await Page.GetByText("Nothing is scripted").WaitForAsync();
        Assert.That(Emulator.Script.Rules, Is.Empty);
    }

    [Test]
    public async Task Pages_OnEveryScreen_FitItsWidth()
    {
        await FillAsync();
        await Shoppers.SendAsync(Emulator);
        var pipeline = await Shoppers.RunAsync(Emulator, Shoppers.Points());
        await Emulator.Pipelines.RunAsync(Emulator.Pipelines.Create(new FutureEventsPipeline { Name = "Likely buyers", Goal = new EventCondition("purchsae") }).Id);
        await Emulator.Pipelines.AddExportAsync(pipeline.Id, new PredictionExport { ToEmulatedFeed = true });
        Emulator.Script.Add("POST /v1/validate", new FaultAnswer { Status = 503, Times = 3 }, new FaultAnswer { CutAfterBody = true, Apply = true });
        await FitEveryScreenAsync(
            ("events", "/"), ("user", "/users?id=-7346244611012968789"), ("users", "/users"), ("pipelines", "/pipelines"),
            ("pipeline", $"/pipelines/{pipeline.Id}"), ("failed-pipeline", $"/pipelines/{Emulator.Pipelines.Last().Id}"),
            ("new-pipeline", "/pipelines/new?type=uplift&name=Push&treatment=a&control=b&goal=purchase&estimate=1"), ("predicted-user", "/users?id=4"), ("faults", "/faults"), ("event", "/events/402"));
    }
}
