using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vidora.Integration.AspNetCore.Telemetry;
using Vidora.Integration.Delivery;

namespace Vidora.Integration.AspNetCore.Tests;

public sealed class MapVidoraTests
{
    private static IEnumerable<TestCaseData> WrongOptions()
    {
        yield return Wrong(o => o.MaxRequestBytes = 1023, "MaxRequestBytes");
        yield return Wrong(o => o.MaxRequestBytes = int.MaxValue, "MaxRequestBytes");
        yield return Wrong(o => o.WebhookAuthorizations.Add(""), "WebhookAuthorizations");
        yield return Wrong(o => o.FirehoseTokens.Add(" "), "FirehoseTokens");
        yield return Wrong(o => o.WebhookAuthorizations.Clear(), "WebhookAuthorizations and FirehoseTokens are empty");
        yield return Wrong(o => o.AllowAnonymousWebhook = true, "AllowAnonymousWebhook is true, and WebhookAuthorizations has values");
        yield return Wrong(
            o =>
            {
                o.FirehoseTokens.Add("token");
                o.AllowAnonymousFirehose = true;
            },
            "AllowAnonymousFirehose is true, and FirehoseTokens has values");
        yield return Wrong(o => o.MaxBytesInHand = 1, "MaxBytesInHand");
        yield return Wrong(o => o.FirehoseName = "", "FirehoseName");
        yield return Wrong(o => o.FirehoseDescription = new string('x', 230), "FirehoseDescription");
    }

    private static TestCaseData Wrong(Action<VidoraEndpointOptions> configure, string name) => new(
        (VidoraEndpointOptions options) =>
        {
            options.WebhookAuthorizations.Add("value");
            configure(options);
        },
        name);

    [TestCaseSource(nameof(WrongOptions))]
    public async Task MapVidora_OptionThatCannotBe_NamesIt(Action<VidoraEndpointOptions> configure, string name)
    {
        await using var app = Build();
        Assert.That(() => app.MapVidora(configure: configure), Throws.InstanceOf<OptionsValidationException>().With.Message.Contains(name));
    }

    [Test]
    public async Task MapVidora_Section_SetsEveryOption()
    {
        await using var app = Build();
        await Run(app, ["MaxRequestBytes=1024", "WebhookAuthorizations:0=secret", "FirehoseTokens:0=token", "FirehoseAccountKey=FromSettings", "FirehoseName=Acme"]);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        using var body = new StringContent(Batches.One("a"), null, "application/json");
        using var response = await http.PostAsync("/mparticle/batches", body);
        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        await app.StopAsync();
    }

    [TestCase("Tokens:0=a", "Vidora:Tokens is not a setting", "FirehoseTokens")]
    [TestCase("MaxRequestBytes=many", "Vidora:MaxRequestBytes is \"many\"", "a whole number")]
    [TestCase("FirehoseAccountKey=Both", "Vidora:FirehoseAccountKey is \"Both\"", "Host or FromSettings")]
    [TestCase("MaxRequestBytes=1", "MaxRequestBytes is 1", "from 1024")]
    public async Task MapVidora_SectionThatIsWrong_NamesKeyAndWhatIsRight(string setting, string wrong, string right)
    {
        await using var app = Build();
        Assert.That(() => Run(app, [setting]), Throws.InstanceOf<OptionsValidationException>().With.Message.Contains(wrong).And.Message.Contains(right));
    }

    [TestCase("")]
    [TestCase("europe")]
    public async Task MapVidora_AccountThatDoesNotForward_SaysWhatToAdd(string account)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        await using var app = builder.Build();
        Assert.That(
            () => app.MapVidora(configure: options => (options.Account, options.AllowAnonymousWebhook) = (account, true)),
            Throws.InvalidOperationException.With.Message.Contains("AddForwarding()").And.Message.Contains(account));
    }

    [Test]
    public async Task MapVidora_Twice_EachForItsAccountUnderItsPath()
    {
        await using var app = Build(
            services => services.AddVidora("europe", options => options.ApiKey = "key").AddForwarding(options => options.QueueFile = ":memory:"));
        app.MapVidora(configure: options => options.AllowAnonymousWebhook = true);
        app.MapVidora("/eu", options => (options.Account, options.AllowAnonymousWebhook) = ("europe", true));
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        using (var body = new StringContent(Batches.One("a"), null, "application/json"))
        using (var response = await http.PostAsync("/eu/batches", body))
        {
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        }

        Assert.That(app.Services.GetRequiredService<VidoraForwarder>().Store.LastId, Is.Zero);
        Assert.That(app.Services.GetRequiredKeyedService<VidoraForwarder>("europe").Store.LastId, Is.EqualTo(1));
        await app.StopAsync();
    }

    [Test]
    public async Task MapVidora_Conventions_ApplyToBothEndpoints()
    {
        await using var app = Build();
        app.MapVidora(configure: options => options.AllowAnonymousWebhook = options.AllowAnonymousFirehose = true).RequireHost("only.example");
        await app.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
        foreach (var path in new[] { "/mparticle/batches", "/mparticle/firehose" })
        {
            using var body = new StringContent("[]");
            using var response = await http.PostAsync(path, body);
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound), path);
        }

        await app.StopAsync();
    }

    [Test]
    public async Task AddVidora_HealthCheck_IsOneSentencePerAccount()
    {
        await using var app = Build(services =>
        {
            services.AddVidora("europe", options => options.ApiKey = "key").AddForwarding(options => options.QueueFile = ":memory:");
            services.AddHealthChecks().AddVidora().AddVidora("europe", tags: ["ready"]);
        });
        var report = await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.That(report.Entries.Keys, Is.EquivalentTo(new[] { "vidora", "vidora-live", "vidora-ready", "vidora-europe", "vidora-europe-live", "vidora-europe-ready" }));
        Assert.That(report.Entries["vidora"].Description, Does.StartWith("The sender is not running"));
        Assert.That(report.Entries["vidora-europe"].Tags, Is.EqualTo(new[] { "ready" }));
    }

    [Test]
    public async Task AddVidora_OtherChecksOfTheAccount_AreJoinedTheWorstFirst()
    {
        await using var app = Build(services =>
        {
            services.AddKeyedSingleton<IHealthCheck>("", new FixedCheck(new(HealthStatus.Degraded, "Slow.", data: new Dictionary<string, object> { ["lag"] = 7 })));
            services.AddKeyedSingleton<IHealthCheck>("europe", new FixedCheck(new(HealthStatus.Unhealthy, "Another account.")));
            services.AddHealthChecks().AddVidora();
        });

        var entry = (await app.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries["vidora"];

        Assert.That(entry.Status, Is.EqualTo(HealthStatus.Unhealthy));
        Assert.That(entry.Description, Does.StartWith("The sender is not running").And.EndsWith(" Slow."));
        Assert.That(entry.Data["lag"], Is.EqualTo(7));
        Assert.That(entry.Data.Keys, Does.Contain("events"));
    }

    [Test]
    public void Log_EventIds_AreUniqueAndInTheirRange()
    {
        var ids = typeof(Log).GetMethods()
            .SelectMany(method => method.GetCustomAttributes(typeof(LoggerMessageAttribute), false))
            .Select(attribute => ((LoggerMessageAttribute)attribute).EventId)
            .ToList();
        Assert.That(ids, Is.Not.Empty.And.Unique.And.All.InRange(4001, 4999));
    }

    private static Task Run(WebApplication app, string[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => setting.Split('=')).ToDictionary(pair => $"Vidora:{pair[0]}", pair => (string?)pair[1]))
            .Build();
        app.MapVidora("/mparticle", configuration.GetSection("Vidora"));
        return app.StartAsync();
    }

    private sealed class FixedCheck(HealthCheckResult result) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
            Task.FromResult(result);
    }

    private static WebApplication Build(Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Services
            .AddVidora(options =>
            {
                options.BaseAddress = new Uri("http://127.0.0.1:1");
                options.ApiKey = "key";
            })
            .AddForwarding(options => options.QueueFile = ":memory:");
        configure?.Invoke(builder.Services);
        return builder.Build();
    }
}
