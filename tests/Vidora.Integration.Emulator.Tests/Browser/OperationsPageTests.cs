using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using Vidora.Integration.Delivery;

namespace Vidora.Integration.Emulator.Tests.Browser;

/// <summary>The page of operators in a real browser, over a host that forwards to the emulator.</summary>
[Slow(Formats = true)]
public sealed class OperationsPageTests : BrowserFixture
{
    private WebApplication _host = null!;

    private Uri Address => new(new Uri(_host.Urls.Single()), "/vidora");

    private VidoraForwarder Forwarder => _host.Services.GetRequiredService<VidoraForwarder>();

    [SetUp]
    public async Task StartHostAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton<TimeProvider>(new QuickTimers());
        builder.Services.AddRoutingCore()
            .AddVidora(options =>
            {
                options.BaseAddress = Emulator.Address;
                options.ApiKey = Emulator.ApiKey;
                options.ApiSecret = Emulator.ApiSecret;
                options.MaxEventsPerRequest = 1;
            })
            .AddForwarding(options =>
            {
                options.QueueFile = ":memory:";
                options.FillDelay = TimeSpan.Zero;
            });
        _host = builder.Build();
        _host.MapVidoraOperations("/vidora", options => options.Credentials.Add("operator"));
        await _host.StartAsync();
    }

    [TearDown]
    public async Task StopHostAsync()
    {
        await _host.StopAsync();
        await _host.DisposeAsync();
    }

    [Test]
    public async Task Page_OnADesktopAndAPhone_LightAndDark_FitsAndShowsEverything()
    {
        await FillAsync();
        foreach (var (name, width, height, colors) in Screens)
        {
            await OpenOperationsAsync(width, height, colors);
            await Eventually.IsTrueAsync(
                async () =>
                {
                    await Page.GotoAsync(Address.ToString());
                    return await Page.Locator("svg polyline").CountAsync() == 2;
                },
                "the plot");
            Assert.That(await Page.Locator("h2").AllInnerTextsAsync(), Is.EqualTo(new[] { "Queue", "Dead letters", "Quarantine", "Erasures" }));
            await ExpectFitAsync("operations-" + name);
        }
    }

    [Test]
    public async Task Page_ByKeyboard_SkipsToTheContentAndSendsDeadLettersAgain()
    {
        await FillAsync();
        await OpenOperationsAsync(1280, 900, ColorScheme.Light);
        await Page.GotoAsync(Address.ToString());
        await Page.Keyboard.PressAsync("Tab");
        Assert.That(await Page.EvaluateAsync<string>("document.activeElement.textContent"), Is.EqualTo("Skip to the content"));
        await Page.Keyboard.PressAsync("Enter");
        Assert.That(await Page.EvaluateAsync<string>("document.activeElement.id"), Is.EqualTo("content"));
        while (await Page.EvaluateAsync<string>("document.activeElement.textContent") != "Re-drive")
        {
            await Page.Keyboard.PressAsync("Tab");
            Assert.That(await Page.EvaluateAsync<bool>("document.activeElement !== document.body"), Is.True, "the button is among what Tab reaches");
        }

        await Page.Keyboard.PressAsync("Enter");

        await ArriveAsync("done=");
        Assert.That(await Page.Locator(".done").InnerTextAsync(), Is.EqualTo("2 dead letters changed."));
        await Eventually.IsTrueAsync(() => Emulator.GetState().Valid == 3, "the dead letters arrive");
    }

    [Test]
    public async Task Page_PauseForgetResume_DoWhatTheySay()
    {
        await OpenOperationsAsync(390, 844, ColorScheme.Light);
        await Page.GotoAsync(Address.ToString());
        await ClickAsync("Pause sending", "Sending is paused.");
        Assert.That((await Forwarder.GetStatusAsync()).IsHeld, Is.True);
        await Page.GetByLabel("MPID").FillAsync("-7346244611012968789");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Forget this user" }).ClickAsync();
        await Page.GetByText("was recorded").WaitForAsync();
        Assert.That((await Forwarder.Store.GetErasuresAsync()).Single().UserIds, Is.EqualTo(new[] { "-7346244611012968789" }));
        await ClickAsync("Resume sending", "Sending is resumed.");
        Assert.That((await Forwarder.GetStatusAsync()).IsHeld, Is.False);
    }

    private async Task ClickAsync(string button, string done)
    {
        await Page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        await Page.Locator(".done", new() { HasText = done }).WaitForAsync();
    }

    private Task OpenOperationsAsync(int width, int height, ColorScheme colors) =>
        OpenPageAsync(width, height, colors, new HttpCredentials { Username = "me", Password = "operator" });

    /// <summary>A delivered event, two dead letters, three quarantine items, and an erasure.</summary>
    private async Task FillAsync()
    {
        await Forwarder.AcceptAsync([new VidoraEvent("1", "purchase") { Timestamp = TimeProvider.System.GetUtcNow() }]);
        await Eventually.IsTrueAsync(() => Emulator.GetState().Valid == 1, "the first event arrives");
        Emulator.Script.Add("POST /v1/validate", new FaultAnswer { Status = 400, Times = 2 });
        await Forwarder.AcceptAsync([.. Enumerable.Range(2, 2).Select(user => new VidoraEvent("2", "purchase") { Timestamp = TimeProvider.System.GetUtcNow() })]);
        await Eventually.IsTrueAsync(async () => (await Forwarder.GetStatusAsync()).Store.DeadLetters.Values.Sum() == 2, "two dead letters");
        foreach (var content in new[] { """{"environment":"production","user_identities":{"email":"jane@mail.example"},"events":[{"event_type":"custom_event"}]}""", "no JSON", "[{\"a\":1}" })
        {
            await Forwarder.QuarantineAsync(Encoding.UTF8.GetBytes(content), QuarantineReason.Unreadable);
        }

        await Forwarder.ForgetAsync(["77"]);
        await Eventually.IsTrueAsync(async () => (await Forwarder.Store.GetErasuresAsync(openOnly: true)).Count == 0, "Vidora has the erasure");
    }

    /// <summary>The system's clock, with timers a hundred times as fast, so that the plot has points at once.</summary>
    private sealed class QuickTimers : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            period == TimeSpan.FromSeconds(10) ? base.CreateTimer(callback, state, dueTime / 100, period / 100) : base.CreateTimer(callback, state, dueTime, period);
    }
}
