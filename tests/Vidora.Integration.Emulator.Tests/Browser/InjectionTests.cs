using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Playwright;

namespace Vidora.Integration.Emulator.Tests.Browser;

/// <summary>Whatever is received or typed stays text: nothing runs, nothing becomes an element, nothing breaks out of an attribute.</summary>
[Slow]
public class InjectionTests : BrowserFixture
{
    private static readonly string[] _attacks =
    [
        "<script>window.broken=1</script>",
        "<img src=x onerror=window.broken=1>",
        "\"><svg onload=window.broken=1>",
        "' onmouseover='window.broken=1",
        "</title></script><script>window.broken=1</script>",
        "javascript:window.broken=1",
        "<!--<b>",
        "{{constructor.constructor('window.broken=1')()}}",
        "&lt;script&gt;window.broken=1&lt;/script&gt;",
        "\u202Egnirts\u2028\u0000\u0007<b>",
        "</pre></dialog><script>window.broken=1</script>",
        "../../events/1?piece=1#\"><b>",
    ];

    private static readonly JsonSerializerOptions _asItIs = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static string Json(string text) => JsonSerializer.Serialize(text, _asItIs);

    private async Task ExpectHarmlessAsync(string where)
    {
        Assert.That(await Page.EvaluateAsync<bool>("window.broken === undefined"), Is.True, $"script ran on {where}");
        Assert.That(
            await Page.EvaluateAsync<int>("document.querySelectorAll('main script, main img, main b:not([data-count]):not(.types b):not(.tiles b):not(.legend b):not(.json b):not(.empty b):not(td b), main svg[onload], main [onmouseover], main [onerror], a[href^=\"javascript:\"]').length"),
            Is.Zero,
            $"markup came through on {where}");
    }

    [Test]
    public async Task Events_FullOfMarkup_AreShownAsText()
    {
        foreach (var attack in _attacks)
        {
            await Emulator.ValidateAsync(
                $$"""{"user_id":{{Json(attack)}},"type":{{Json(attack)}},{{Json(attack)}}:{{Json(attack)}},"timestamp":1893456000}""",
                Json(attack));
        }

        await Page.GotoAsync("/");
        await ExpectHarmlessAsync("the stream");
        var shown = await Page.Locator("table.events td:nth-child(3)").AllInnerTextsAsync();
        Assert.That(shown, Does.Contain(_attacks[0]).And.Contain(_attacks[1]).And.Contain(_attacks[8]));
        await Eventually.IsTrueAsync(async () => await Page.Locator("[data-live] table.events").CountAsync() == 1, "the live part");
        await Page.WaitForResponseAsync(response => response.Url.Contains("/pieces/", StringComparison.Ordinal));
        await ExpectHarmlessAsync("the live stream");

        for (var i = 0; i < _attacks.Length; i++)
        {
            await Page.GotoAsync("/?" + $"type={Uri.EscapeDataString(_attacks[i])}&user_id={Uri.EscapeDataString(_attacks[i])}");
            await ExpectHarmlessAsync($"the filter with {_attacks[i]}");
            await Page.GotoAsync($"/users?id={Uri.EscapeDataString(_attacks[i])}");
            await ExpectHarmlessAsync($"the user {_attacks[i]}");
            await Page.GotoAsync($"/events/{(2 * i) + 1}");
            await ExpectHarmlessAsync($"the event {_attacks[i]}");
        }

        await Page.GotoAsync("/?show=invalid");
        await Page.Locator("table.events a[data-sheet]").First.ClickAsync();
        await Page.Locator("dialog[open] .json").WaitForAsync();
        await ExpectHarmlessAsync("the sheet");
        await Page.GotoAsync("/users");
        await ExpectHarmlessAsync("the list of users");
    }

    [Test]
    public async Task Attributes_FullOfMarkup_AreShownAsText()
    {
        foreach (var attack in _attacks.Where(attack => attack.Length > 0))
        {
            var (status, body) = await Emulator.SendAsync(
                HttpMethod.Post,
                "/v2/events",
                $$$"""{"mpid":7,"user_attributes":{{{{Json(attack)}}}:{{{Json(attack)}}},{{{Json(attack + " list")}}}:[{{{Json(attack)}}}]}}""",
                Raw.Basic("feed-key", "feed-secret"));
            Assert.That(status, Is.EqualTo(202), body);
        }

        await Page.GotoAsync("/users?id=7");

        await ExpectHarmlessAsync("the user");
        Assert.That(await Page.Locator("table.attributes td.value").AllInnerTextsAsync(), Does.Contain(_attacks[0]));
    }

    [Test]
    public async Task Forms_FullOfMarkup_StayText()
    {
        await Emulator.ValidateAsync("""{"user_id":"u","type":"t"}""");
        foreach (var attack in new[] { _attacks[0], _attacks[2], _attacks[3] })
        {
            await Page.GotoAsync("/pipelines/new?type=future_events");
            foreach (var name in new[] { "name", "goal", "goal_field", "goal_value" })
            {
                await Page.Locator($"input[name={name}]").FillAsync(attack);
            }

            await Page.GetByRole(AriaRole.Button, new() { Name = "Estimate first" }).ClickAsync();
            await ArriveAsync("estimate=1");
            await ExpectHarmlessAsync("the estimate");
            await Page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
            await ArriveAsync("/pipelines/");
            await Page.WaitForFunctionAsync("() => !location.href.includes('/new')");
            await ExpectHarmlessAsync("the pipeline");
            Assert.That(await Page.Locator("h1").InnerTextAsync(), Does.StartWith(attack));
            Assert.That((await Emulator.Pipelines.RunAsync(Emulator.Pipelines.Last().Id)).Failure, Is.Not.Null);
            await Page.ReloadAsync();
            await ExpectHarmlessAsync("the pipeline that failed");

            await Page.GotoAsync("/faults");
            await Page.Locator("input[name=user]").FillAsync(attack);
            await Page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
            await ExpectHarmlessAsync("the faults");
        }

        await Page.GotoAsync("/pipelines");
        await ExpectHarmlessAsync("the list of pipelines");
    }

    [Test]
    public async Task Cards_OfNamesFullOfMarkup_AreShownAsText()
    {
        await Shoppers.SendAsync(Emulator);
        await Emulator.ValidateAsync([.. _attacks.Select(attack => $$"""{"user_id":"1","type":{{Json(attack)}},"timestamp":1893400000,"platform":{{Json(attack)}},"product_category":{{Json(attack)}}}""")]);
        var pipeline = await Shoppers.RunAsync(Emulator, Shoppers.Points(_attacks[0] + " a"));
        await Page.GotoAsync($"/pipelines/{pipeline.Id}");
        await ExpectHarmlessAsync("the card");
        await Page.GotoAsync("/users?id=1");
        await ExpectHarmlessAsync("what moved the score");
        await Page.GotoAsync("about:blank");
        await Page.SetContentAsync(pipeline.Card!.ToHtml());
        Assert.That(await Page.EvaluateAsync<int>("document.querySelectorAll('script, img, b, svg[onload], [onmouseover]').length"), Is.Zero, "markup came through in the report");
    }

    [Test]
    public async Task Pages_OfAnyKind_ForbidInlineScriptsAndFrames()
    {
        using var http = new HttpClient();
        foreach (var path in new[] { "/", "/users", "/pipelines", "/pipelines/new", "/audiences", "/outputs", "/faults", "/pieces/events", "/assets/app.js", "/events/1" })
        {
            using var answer = await http.GetAsync(new Uri(Emulator.Address, path));
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            Assert.That(policy, Does.Contain("default-src 'none'").And.Contain("frame-ancestors 'none'").And.Not.Contain("unsafe"), path);
            Assert.That(answer.Headers.GetValues("X-Content-Type-Options").Single(), Is.EqualTo("nosniff"), path);
        }
    }

    [Test]
    public async Task FirstPage_WithEvents_IsSmallAndQuick()
    {
        await Emulator.ValidateAsync([.. Enumerable.Range(0, 1000).Select(i => $$"""{"user_id":"user-{{i}}","type":"type-{{i % 20}}","timestamp":1893456000,"event_id":"{{i}}"}""")]);
        await Page.GotoAsync("/");

        var took = await Page.EvaluateAsync<double>("(() => { const n = performance.getEntriesByType('navigation')[0]; return n.loadEventEnd - n.startTime; })()");
        using var http = new HttpClient();
        var all = 0;
        foreach (var path in new[] { "/", "/assets/app.css", "/assets/cards.css", "/assets/app.js", "/assets/icon.svg" })
        {
            all += (await http.GetByteArrayAsync(new Uri(Emulator.Address, path))).Length;
        }

        await TestContext.Out.WriteLineAsync($"first page: {took:F0} ms, {all} bytes with everything it needs");
        Assert.That(all, Is.LessThan(60_000));
        Assert.That(took, Is.LessThan(10_000), "Generous, because a busy machine is not what is tested; the figure is printed.");
    }
}
