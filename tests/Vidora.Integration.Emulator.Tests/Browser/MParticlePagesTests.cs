using Microsoft.Playwright;
using Vidora.Integration.Emulator.Tests.Outputs;

namespace Vidora.Integration.Emulator.Tests.Browser;

[Slow]
public class MParticlePagesTests : BrowserFixture
{
    [Test]
    public async Task Outputs_SentFromThePage_ShowsAnswersRetriesAndThatItAddsUp()
    {
        await using var host = await PlayedHost.StartAsync(Emulator);
        host.Answer = (number, _) => number == 5 ? 503 : number == 9 ? 400 : null;
        await Page.GotoAsync("/outputs");
        Assert.That(await Page.Locator(".empty").TextContentAsync(), Does.Contain("Nothing was sent yet"));

        await Page.GetByLabel("Output").SelectOptionAsync("webhook_batches");
        await Page.GetByLabel("Address of the host").FillAsync(host.Address.ToString());
        await Page.GetByLabel("Batches", new() { Exact = true }).FillAsync("48");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();

        await Page.GetByText("it adds up", new() { Exact = true }).WaitForAsync();
        Assert.That(await Page.Locator("[data-count=batches]").TextContentAsync(), Is.EqualTo("48"));
        Assert.That(await Page.Locator("[data-count=retries]").TextContentAsync(), Is.EqualTo("1"));
        Assert.That(await Page.Locator("[data-count=lost]").TextContentAsync(), Is.EqualTo("0"));
        Assert.That(await Page.Locator("#play dl").InnerTextAsync(), Does.Contain("Answered 400").And.Contain("Answered 503").And.Contain("left out (unknown event type)"));
        await ShootAsync("outputs");

        await Page.Locator("#play table a").First.ClickAsync();
        await Page.Locator("h2.user").WaitForAsync();
        Assert.That(await Page.Locator(".lane").CountAsync(), Is.Positive);
    }

    [Test]
    public async Task Outputs_MistakenForm_SaysWhatIsWrong()
    {
        await Page.GotoAsync("/outputs");
        await Page.GetByLabel("Address of the host").FillAsync("http://192.0.2.1/<b>");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Send" }).ClickAsync();

        Assert.That(await Page.GetByRole(AriaRole.Alert).InnerTextAsync(), Does.Contain("To is out of range. Use an https address"));
        ForgiveStatus(400);
    }

    [Test]
    public async Task Audiences_ThresholdChanged_CountsAgain()
    {
        await Page.GotoAsync("/audiences");
        Assert.That(await Page.Locator(".empty").TextContentAsync(), Does.Contain("No prediction yet"));
        await AudienceTests.WriteAsync(Emulator, (11, 0.91), (12, 0.85), (13, 0.3), (14, 0.05));

        await Page.GotoAsync("/audiences");
        Assert.That(await Page.Locator("[data-count=members]").TextContentAsync(), Is.EqualTo("2"));
        Assert.That(await Page.Locator("[data-count=joined]").TextContentAsync(), Is.EqualTo("2"));
        await Page.GetByLabel("At least").FillAsync("0.9");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Count" }).ClickAsync();
        await ArriveAsync("threshold=0.9");
        Assert.That(await Page.Locator("[data-count=members]").TextContentAsync(), Is.EqualTo("1"));
        Assert.That(await Page.Locator("table tbody tr").InnerTextAsync(), Does.Contain("11").And.Contain("joined"));
    }

    [Test]
    public async Task Pages_OnEveryScreen_FitItsWidth()
    {
        await using var host = await PlayedHost.StartAsync(Emulator);
        host.Answer = (number, _) => number == 5 ? 503 : number == 9 ? 400 : null;
        await Emulator.MParticle.PlayAsync(new MParticlePlay { To = host.Address, Batches = 24, Rate = 1_000 });
        await Emulator.MParticle.PlayAsync(new MParticlePlay { To = host.Address, Batches = 60, Rate = 1_000, Output = MParticleOutput.Firehose });
        await AudienceTests.WriteAsync(Emulator, [.. Enumerable.Range(1, 100).Select(n => ((long)n * 4_294_967_291, n * n % 1000 / 1000.0))]);
        await FitEveryScreenAsync(("outputs", "/outputs"), ("audiences", "/audiences"));
    }
}
