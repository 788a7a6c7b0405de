using Microsoft.Extensions.Time.Testing;

namespace Vidora.Integration.Emulator.Tests;

public class ProfileTests
{
    private const string Score = "$intelligent_attribute:vidora:sample_pipeline__score";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));
    private VidoraEmulator _emulator = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _emulator = await VidoraEmulator.StartAsync(options => (options.TimeProvider, options.Password) = (_time, "pages"));
        await AudienceTests.WriteAsync(_emulator, (-7346244611012968789, 0.171425));
    }

    [TearDown]
    public async Task StopAsync() => await _emulator.DisposeAsync();

    [Test]
    public async Task GetUserAttributesAsync_KnownUser_ReadsTheScoreThatTheFeedWrote()
    {
        var client = Client();
        var attributes = await client.GetUserAttributesAsync(-7346244611012968789);
        Assert.That(attributes, Is.EquivalentTo(new Dictionary<string, string> { [Score] = "0.171425" }), "a number is text on a profile");
        Assert.That(await client.GetUserAttributesAsync(1), Is.Null);
        Assert.That(_emulator.GetState().RequestsByRoute["POST /oauth/token"], Is.EqualTo(1), "the token is reused");
    }

    [Test]
    public async Task GetUserAttributesAsync_TokenExpired_AsksForAnotherOne()
    {
        var client = Client();
        await client.GetUserAttributesAsync(1);
        _time.Advance(TimeSpan.FromHours(9));

        Assert.That(await client.GetUserAttributesAsync(-7346244611012968789), Is.Not.Null);
        Assert.That(_emulator.GetState().RequestsByRoute["POST /oauth/token"], Is.EqualTo(2));
    }

    [Test]
    public async Task GetUserAttributesAsync_TokenWithdrawn_AsksForAnotherOneOnce()
    {
        // The client's clock is behind, so it believes in an expired token.
        var client = Client(TimeProvider.System);
        await client.GetUserAttributesAsync(1);
        _time.Advance(TimeSpan.FromHours(9));

        Assert.That(await client.GetUserAttributesAsync(-7346244611012968789), Is.Not.Null);
    }

    [Test]
    public void GetUserAttributesAsync_WrongSecret_SaysWhatToCheckAndKeepsIt()
    {
        var client = Client(secret: "wr0ng");
        Assert.That(
            async () => await client.GetUserAttributesAsync(1),
            Throws.TypeOf<VidoraApiException>().With.Message.Contains("Check ClientId and ClientSecret").And.Message.Not.Contains("wr0ng")
                .And.Property(nameof(VidoraApiException.IsAccountFault)).True);
    }

    [TestCase(503, true, "may succeed later")]
    [TestCase(500, true, "may succeed later")]
    [TestCase(418, false, "Check Address")]
    public async Task GetUserAttributesAsync_OtherAnswer_IsAFailureThatSaysMore(int status, bool isTransient, string advice)
    {
        var client = Client();
        await client.GetUserAttributesAsync(1);
        _emulator.Script.Add("GET /userprofile/v1/{org}/{account}/{workspace}/{mpid}", new FaultAnswer { Status = status });

        Assert.That(
            async () => await client.GetUserAttributesAsync(1),
            Throws.TypeOf<VidoraApiException>().With.Message.Contains(advice).And.Property(nameof(VidoraApiException.IsTransient)).EqualTo(isTransient)
                .And.Property(nameof(VidoraApiException.StatusCode)).EqualTo(status));
    }

    [Test]
    public async Task GetUserAttributesAsync_NothingThatIsJson_SaysSo()
    {
        var client = Client();
        await client.GetUserAttributesAsync(1);
        _emulator.Script.Add("GET /userprofile/v1/{org}/{account}/{workspace}/{mpid}", new FaultAnswer { Status = 200, Body = "<html>" });
        Assert.That(async () => await client.GetUserAttributesAsync(1), Throws.TypeOf<VidoraApiException>().With.Message.Contains("not what the API documents"));

        _emulator.Script.Add("GET /userprofile/v1/{org}/{account}/{workspace}/{mpid}", new FaultAnswer { CutBeforeBody = true, Times = 2 });
        Assert.That(async () => await client.GetUserAttributesAsync(1), Throws.TypeOf<VidoraApiException>().With.Message.Contains("there was no answer"));
    }

    private MParticleProfileClient Client(TimeProvider? time = null, string? secret = null) => new(
        new MParticleProfileOptions
        {
            Address = _emulator.Address, TokenAddress = _emulator.Address, ClientId = _emulator.FeedKey, ClientSecret = secret ?? _emulator.FeedSecret,
            Organization = "1", Account = "2", Workspace = "3",
        },
        timeProvider: time ?? _time);
}
