using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RichardSzalay.MockHttp;
using Vidora.Integration.Tests.Client;

namespace Vidora.Integration.Tests.Configuration;

public sealed class AddVidoraTests
{
    private const string Secret = "do-not-show-me";

    private static readonly TestCaseData[] _shapes =
    [
        Shape("code", (services, name) => name is null ? services.AddVidora(Configure) : services.AddVidora(name, Configure)),
        Shape("section", (services, name) => name is null ? services.AddVidora(Section()) : services.AddVidora(name, Section())),
        Shape("nothing, configured apart", (services, name) =>
        {
            var builder = name is null ? services.AddVidora() : services.AddVidora(name);
            services.Configure<VidoraOptions>(builder.Name, Configure);
            return builder;
        }),
    ];

    [TestCaseSource(nameof(_shapes))]
    public void AddVidora_WithoutName_RegistersTheAccount(Func<IServiceCollection, string?, VidoraBuilder> add)
    {
        var services = new ServiceCollection();

        var builder = add(services, null);

        using var provider = services.BuildServiceProvider(validateScopes: true);
        Assert.That(builder.Name, Is.Empty);
        Assert.That(builder.Services, Is.SameAs(services));
        Assert.That(provider.GetRequiredService<VidoraClient>(), Is.SameAs(provider.GetRequiredService<VidoraClient>()));
        Assert.That(provider.GetRequiredService<MParticleEventMapper>(), Is.Not.Null);
        Assert.That(provider.GetRequiredService<IOptions<VidoraOptions>>().Value.PredictionVendor, Is.EqualTo(PredictionVendor.Cortex));
        Assert.That(provider.GetRequiredService<IOptions<VidoraOptions>>().Value.MaxEventsPerRequest, Is.EqualTo(7));
        Assert.That(provider.GetRequiredService<IStartupValidator>().Validate, Throws.Nothing);
    }

    [TestCaseSource(nameof(_shapes))]
    public void AddVidora_WithName_RegistersKeyedServicesAndNamedOptions(Func<IServiceCollection, string?, VidoraBuilder> add)
    {
        var services = new ServiceCollection();

        var builder = add(services, "eu");
        services.AddVidora("us", options => options.ApiKey = "other");

        using var provider = services.BuildServiceProvider(validateScopes: true);
        Assert.That(builder.Name, Is.EqualTo("eu"));
        Assert.That(provider.GetRequiredKeyedService<VidoraClient>("eu"), Is.Not.SameAs(provider.GetRequiredKeyedService<VidoraClient>("us")));
        Assert.That(provider.GetRequiredKeyedService<MParticleEventMapper>("eu"), Is.Not.Null);
        Assert.That(provider.GetService<VidoraClient>(), Is.Null);
        Assert.That(provider.GetRequiredService<IOptionsMonitor<VidoraOptions>>().Get("eu").MaxEventsPerRequest, Is.EqualTo(7));
        Assert.That(provider.GetRequiredService<IOptionsMonitor<VidoraOptions>>().Get("us").MaxEventsPerRequest, Is.EqualTo(500));
        Assert.That(provider.GetRequiredService<IStartupValidator>().Validate, Throws.Nothing);
    }

    [TestCase(null)]
    [TestCase("eu")]
    public void AddVidora_WithNothing_MapsButHasNoClient(string? name)
    {
        var services = new ServiceCollection();
        _ = name is null ? services.AddVidora() : services.AddVidora(name);
        using var provider = services.BuildServiceProvider();

        Assert.That(provider.GetRequiredService<IStartupValidator>().Validate, Throws.Nothing);
        Assert.That(Get<MParticleEventMapper>(provider, name), Is.Not.Null);
        var exception = Assert.Throws<OptionsValidationException>(() => Get<VidoraClient>(provider, name))!;
        Assert.That(exception.Message, Does.Contain("ApiKey").And.Contain("Set options.ApiKey = "));
        Assert.That(exception.Message.Contains("account \"eu\"", StringComparison.Ordinal), Is.EqualTo(name is not null));
    }

    [Test]
    public void AddVidora_Default_ReadsNoEnvironment()
    {
        Environment.SetEnvironmentVariable("VIDORA_API_KEY", "from-the-environment");
        try
        {
            using var provider = new ServiceCollection().AddVidora().Services.BuildServiceProvider();

            Assert.That(provider.GetRequiredService<IOptions<VidoraOptions>>().Value.ApiKey, Is.Null);
        }
        finally
        {
            Environment.SetEnvironmentVariable("VIDORA_API_KEY", null);
        }
    }

    [TestCase("")]
    [TestCase(null)]
    public void AddVidora_EmptyName_Throws(string? name)
    {
        Assert.That(() => new ServiceCollection().AddVidora(name!), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => new ServiceCollection().AddVidora(name!, Configure), Throws.InstanceOf<ArgumentException>());
        Assert.That(() => new ServiceCollection().AddVidora(name!, Section()), Throws.InstanceOf<ArgumentException>());
    }

    [Test]
    public void AddVidora_BadOption_FailsAtStartForThatAccount()
    {
        var services = new ServiceCollection();
        services.AddVidora(options => options.ApiKey = "k");
        services.AddVidora("eu", options => options.MaxEventsPerRequest = 0);
        using var provider = services.BuildServiceProvider();

        var exception = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate)!;

        Assert.That(exception.Message, Does.Contain("MaxEventsPerRequest of account \"eu\" is 0").And.Contain("Set options.MaxEventsPerRequest = 500"));
    }

    [Test]
    public void AddVidora_UnknownKeyInTheSection_FailsAtStart()
    {
        using var provider = new ServiceCollection().AddVidora(Section(("ApiKye", Secret))).Services.BuildServiceProvider();

        var exception = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate)!;

        Assert.That(exception.Message, Does.Contain("Vidora:ApiKye is not a setting").And.Contain("ApiKey").And.Not.Contain(Secret));
    }

    [Test]
    public async Task AddVidora_Builder_ReplacesTheHandlerOfTheAccount()
    {
        using var http = new MockHttpMessageHandler();
        http.When("https://api-us.vidora.com/v1/api/pipelines").Respond("application/json", """[{"id":"p1"}]""");
        var services = new ServiceCollection();
        services.AddVidora("eu", Configure).HttpClient.ConfigurePrimaryHttpMessageHandler(() => http);
        await using var provider = services.BuildServiceProvider();

        var pipelines = await provider.GetRequiredKeyedService<VidoraClient>("eu").GetPipelinesAsync();

        Assert.That(pipelines.Single().Id, Is.EqualTo("p1"));
    }

    [Test]
    public async Task AddVidora_Twice_KeepsWhatWasConfiguredBetween()
    {
        using var http = new MockHttpMessageHandler();
        http.When("*").Respond("application/json", "[]");
        var services = new ServiceCollection();
        services.AddVidora(Configure).HttpClient.ConfigurePrimaryHttpMessageHandler(() => http);
        services.AddVidora(options => options.MaxEventsPerRequest = 9);
        await using var provider = services.BuildServiceProvider();

        Assert.That(await provider.GetRequiredService<VidoraClient>().GetPipelinesAsync(), Is.Empty);
        Assert.That(provider.GetServices<VidoraClient>().Count(), Is.EqualTo(1));
        Assert.That(provider.GetRequiredService<IOptions<VidoraOptions>>().Value.MaxEventsPerRequest, Is.EqualTo(9));
    }

    [Test]
    public async Task AddVidora_HandlersForAllClients_AreLeftOutAndThoseOfTheBuilderUsed()
    {
        using var http = new MockHttpMessageHandler();
        http.When("*").Respond("application/json", "[]");
        var used = new List<string>();
        var services = new ServiceCollection();
        services.AddVidora(Configure).HttpClient
            .ConfigurePrimaryHttpMessageHandler(() => http)
            .AddHttpMessageHandler(() => new Noting(used, "of the builder"));
        services.ConfigureHttpClientDefaults(client => client.AddHttpMessageHandler(() => new Noting(used, "for all")));
        await using var provider = services.BuildServiceProvider();

        await provider.GetRequiredService<VidoraClient>().GetPipelinesAsync();

        Assert.That(used, Is.EqualTo(new[] { "of the builder" }));
    }

    [Test]
    public async Task AddVidora_ClockInTheContainer_IsTheClientsClock()
    {
        using var account = new ExampleAccount().Answering(System.Net.HttpStatusCode.OK, "[]");
        var services = new ServiceCollection().AddSingleton<TimeProvider>(account.Time);
        services.AddVidora(options => (options.ApiKey, options.ApiSecret) = (ExampleAccount.Key, ExampleAccount.Secret))
            .HttpClient.ConfigurePrimaryHttpMessageHandler(() => account.Http);
        await using var provider = services.BuildServiceProvider();

        await provider.GetRequiredService<VidoraClient>().GetPipelinesAsync();

        Assert.That(account.Sent.Single().Address, Does.Contain("expires=2030-01-01T00%3A00"));
    }

    [Test]
    public void AddVidora_HttpClient_FollowsNoRedirectsAndKeepsNoCookies()
    {
        var services = new ServiceCollection();
        var builder = services.AddVidora(Configure);
        using var provider = services.BuildServiceProvider();

        var handler = provider.GetRequiredService<IHttpMessageHandlerFactory>().CreateHandler(builder.HttpClient.Name);
        while (handler is DelegatingHandler { InnerHandler: { } inner })
        {
            handler = inner;
        }

        var sockets = (SocketsHttpHandler)handler;
        Assert.That((sockets.AllowAutoRedirect, sockets.UseCookies), Is.EqualTo((false, false)));
        Assert.That(sockets.PooledConnectionLifetime, Is.EqualTo(TimeSpan.FromMinutes(5)));
        Assert.That(sockets.ActivityHeadersPropagator, Is.Null);
        Assert.That(provider.GetRequiredService<IHttpClientFactory>().CreateClient(builder.HttpClient.Name).Timeout, Is.EqualTo(Timeout.InfiniteTimeSpan));
    }

    [Test]
    public void AddVidora_MappingOptions_ReachTheMapper()
    {
        var services = new ServiceCollection();
        services.AddVidora(options => options.Mapping.Environments = ["development"]);
        using var provider = services.BuildServiceProvider();
        var batch = MParticleJson.ReadBatch(
            """{"mpid":1,"environment":"production","events":[{"event_type":"screen_view","data":{"screen_name":"s","timestamp_unixtime_ms":1}}]}"""u8.ToArray());

        var result = provider.GetRequiredService<MParticleEventMapper>().Map(batch);

        Assert.That(result.Issues.Single().Code, Is.EqualTo(MappingIssueCode.EnvironmentNotForwarded));
    }

    private static void Configure(VidoraOptions options)
    {
        options.ApiKey = "key";
        options.MaxEventsPerRequest = 7;
        options.PredictionVendor = PredictionVendor.Cortex;
    }

    private static IConfigurationSection Section(params (string Key, string? Value)[] more)
    {
        (string Key, string? Value)[] values = [("ApiKey", "key"), ("MaxEventsPerRequest", "7"), ("PredictionVendor", "cortex"), .. more];
        return new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(value => KeyValuePair.Create($"Vidora:{value.Key}", value.Value)))
            .Build()
            .GetSection("Vidora");
    }

    private static T Get<T>(IServiceProvider provider, string? name)
        where T : notnull => name is null ? provider.GetRequiredService<T>() : provider.GetRequiredKeyedService<T>(name);

    private static TestCaseData Shape(string name, Func<IServiceCollection, string?, VidoraBuilder> add) => new TestCaseData(add).SetArgDisplayNames(name);

    private sealed class Noting(List<string> used, string name) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            used.Add(name);
            return base.SendAsync(request, cancellationToken);
        }
    }
}
