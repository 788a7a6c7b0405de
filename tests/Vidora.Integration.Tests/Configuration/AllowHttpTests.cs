using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Vidora.Integration.Tests.Configuration;

/// <summary>Keys travel over http beyond this machine only when it is asked for by name, and never to Vidora or mParticle.</summary>
[TestFixture]
public sealed class AllowHttpTests
{
    [TestCase("http://emulator:8480")]
    [TestCase("http://192.0.2.1:8480/")]
    [TestCase("http://vidora.com.example/")]
    [TestCase("http://notvidora.com/")]
    public void Account_PlainHttpElsewhere_NeedsTheOption(string address)
    {
        var options = new VidoraOptions { BaseAddress = new Uri(address), ApiKey = "key-1" };
        Assert.That(() => new VidoraClient(options), Throws.TypeOf<OptionsValidationException>().With.Message.Contains("unless AllowHttp is true"));
        options.AllowHttp = true;
        Assert.That(() => new VidoraClient(options), Throws.Nothing);
    }

    [TestCase("http://api-us.vidora.com")]
    [TestCase("http://API.VIDORA.COM.")]
    [TestCase("http://vidora.com:8080")]
    [TestCase("http://inbound.mparticle.com")]
    public void Account_PlainHttpToAKnownHost_IsRefusedAllTheSame(string address) => Assert.That(
        () => new VidoraClient(new VidoraOptions { BaseAddress = new Uri(address), ApiKey = "key-1", AllowHttp = true }),
        Throws.TypeOf<OptionsValidationException>().With.Message.Contains("it must be https").And.Message.Not.Contains("AllowHttp"));

    [Test]
    public void Feed_PlainHttpElsewhere_NeedsTheOption()
    {
        var options = new MParticleFeedOptions { Key = "key-1", Secret = "secret-1", Host = new MParticleFeedHost(new Uri("http://emulator:8480/s2s")) };
        using var http = new HttpClient();
        Assert.That(() => new MParticleFeedClient(http, options), Throws.TypeOf<OptionsValidationException>().With.Message.Contains("unless AllowHttp is true"));
        options.AllowHttp = true;
        Assert.That(() => new MParticleFeedClient(http, options), Throws.Nothing);
    }
}

/// <summary>A connection string, as an app host hands it over.</summary>
[TestFixture]
public sealed class ConnectionStringTests
{
    [Test]
    public void AddVidora_ConnectionString_SetsTheAccount()
    {
        var options = Options("Endpoint=http://emulator:8480;ApiToken=token-1;Secret=\"a;b=c\";AllowHttp=true");
        Assert.That(
            (options.BaseAddress.AbsoluteUri, options.ApiKey, options.ApiSecret, options.AllowHttp),
            Is.EqualTo(("http://emulator:8480/", "token-1", "a;b=c", true)));
    }

    [Test]
    public void AddVidora_ConnectionStringOfANamedAccount_SetsThatAccount()
    {
        using var provider = new ServiceCollection().AddVidora("eu", "apitoken = token-1").Services.BuildServiceProvider();
        Assert.That(provider.GetRequiredService<IOptionsMonitor<VidoraOptions>>().Get("eu").ApiKey, Is.EqualTo("token-1"));
        Assert.That(provider.GetRequiredKeyedService<VidoraClient>("eu"), Is.Not.Null);
    }

    [Test]
    public void AddVidora_Name_IsNoConnectionString()
    {
        using var provider = new ServiceCollection().AddVidora("eu").Services.BuildServiceProvider();
        Assert.That(provider.GetRequiredService<IOptionsMonitor<VidoraOptions>>().Get("eu").ApiKey, Is.Null);
    }

    [TestCase("Endpoint=https://x.example;Token=secret-1", "has the unknown key \"token\". Use Endpoint, ApiToken, Secret and AllowHttp")]
    [TestCase("ApiToken=a;secret-1+7=b", "has an unknown key. Use")]
    [TestCase("ApiToken=secret-1;secret-1", "cannot be read")]
    [TestCase("ApiToken=\"secret-1", "cannot be read")]
    [TestCase("Endpoint=secret-1", "has an Endpoint that is no absolute address")]
    [TestCase("ApiToken=secret-1;AllowHttp=secret-1", "has an AllowHttp that is neither true nor false")]
    public void AddVidora_ConnectionStringThatIsWrong_SaysWhatWithoutItsValues(string text, string expected)
    {
        var error = Assert.Throws<OptionsValidationException>(() => Options(text))!;
        Assert.That(error.Message, Does.StartWith("The connection string ").And.Contain(expected));
        Assert.That(error.ToString(), Does.Not.Contain("secret-1"));
    }

    [Test]
    public void AddVidora_ConnectionStringWithPlainHttpElsewhere_FailsAtTheStart() => Assert.That(
        () => Options("Endpoint=http://emulator:8480;ApiToken=token-1"),
        Throws.TypeOf<OptionsValidationException>().With.Message.Contains("unless AllowHttp is true"));

    [TestCase(null)]
    [TestCase("")]
    public void AddVidora_NoText_Throws(string? text) => Assert.That(() => new ServiceCollection().AddVidora(text!), Throws.InstanceOf<ArgumentException>());

    private static VidoraOptions Options(string connectionString)
    {
        using var provider = new ServiceCollection().AddVidora(connectionString).Services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<VidoraOptions>>().Value;
    }
}
