using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vidora.Integration.Tests.Client;

namespace Vidora.Integration.Tests.Feed;

public sealed class AddPredictionFeedTests
{
    private const string Accepted = "HTTP/1.1 202 Accepted\r\nX-mp-rate-limit-percentage-used: 41\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    [Test]
    public async Task AddPredictionFeed_RealConnection_Writes()
    {
        await using var server = new LoopbackServer(LoopbackServer.Text(Accepted));
        await using var provider = Provider(server.BaseAddress);
        var result = await provider.GetRequiredService<MParticleFeedClient>().WriteAsync(ExampleFeed.Users(3));
        Assert.That((result.AllAccepted, result.Outcome.RateLimitPercentageUsed), Is.EqualTo((true, 41)));
        Assert.That(server.Heads.Single(), Does.StartWith("POST /s2s/v2/bulkevents HTTP/1.1").And.Contain("Authorization: Basic "));
        Assert.That(server.Heads.Single(), Does.Not.Contain("traceparent").IgnoreCase);
    }

    [Test]
    public async Task AddPredictionFeed_CutConnection_IsTransientAndNotRepeated()
    {
        await using var server = new LoopbackServer(LoopbackServer.Text("HTTP/1.1 202 Acc"));
        await using var provider = Provider(server.BaseAddress);
        var outcome = (await provider.GetRequiredService<MParticleFeedClient>().WriteAsync(ExampleFeed.Users(1))).Outcome;
        Assert.That(outcome.ToString(), Is.EqualTo("Retry (network_failure)"));
        Assert.That(server.Heads, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task AddPredictionFeed_EverythingLogged_HoldsNoSecretAndNoUser()
    {
        // Long enough that no duration in the log holds it by chance.
        const double score = 0.8190273645;
        var log = new StringBuilder();
        foreach (var answer in new[] { Accepted, "HTTP/1.1 400 Bad\r\nConnection: close\r\n\r\n{\"errors\":[{\"message\":\"mpid 778899\"}]}", "HTTP/1.1 403 No\r\nConnection: close\r\n\r\n", "HTTP/1.1 700 X\r\nConnection: close\r\n\r\n" })
        {
            await using var server = new LoopbackServer(LoopbackServer.Text(answer));
            await using var provider = Provider(server.BaseAddress, services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new TextLog(log))));
            await provider.GetRequiredService<MParticleFeedClient>().WriteAsync([new UserPrediction(778899, [ExampleFeed.Score], [score])]);
        }

        var text = log.ToString();
        Assert.That(text, Does.Contain("http_202").And.Contain("http_400").And.Contain("http_403").And.Contain("http_700"));
        Assert.That(text, Does.Not.Contain("778899").And.Not.Contain(ExampleFeed.Key).And.Not.Contain(ExampleFeed.Secret).And.Not.Contain("127.0.0.1").And.Not.Contain("8190273645"));
    }

    [Test]
    public void AddPredictionFeed_SeveralAccounts_AreKeyed()
    {
        var services = new ServiceCollection();
        services.AddVidora("eu").AddPredictionFeed(Configure);
        services.AddVidora("us").AddPredictionFeed(options =>
        {
            Configure(options);
            options.Key = "another";
        });
        using var provider = services.BuildServiceProvider();
        var eu = provider.GetRequiredKeyedService<MParticleFeedClient>("eu");
        Assert.That(eu.Identity, Is.Not.EqualTo(provider.GetRequiredKeyedService<MParticleFeedClient>("us").Identity));
        Assert.That(provider.GetService<MParticleFeedClient>(), Is.Null);
    }

    [Test]
    public void AddPredictionFeed_Twice_IsOneFeedWithBothConfigurations()
    {
        var services = new ServiceCollection();
        services.AddVidora().AddPredictionFeed(options => options.Key = "key").AddPredictionFeed(options => options.Secret = "secret");
        using var provider = services.BuildServiceProvider();
        Assert.That(provider.GetServices<MParticleFeedClient>().Count(), Is.EqualTo(1));
        Assert.That(provider.GetRequiredService<IStartupValidator>().Validate, Throws.Nothing);
    }

    [Test]
    public void AddPredictionFeed_NoSecret_FailsAtStartAndNamesIt()
    {
        var services = new ServiceCollection();
        services.AddVidora("eu").AddPredictionFeed(options => options.Key = ExampleFeed.Key);
        using var provider = services.BuildServiceProvider();
        Assert.That(
            provider.GetRequiredService<IStartupValidator>().Validate,
            Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("MParticleFeedOptions.Secret of account \"eu\"").And.Message.Not.Contains(ExampleFeed.Key));
    }

    private static void Configure(MParticleFeedOptions options) => (options.Key, options.Secret) = (ExampleFeed.Key, ExampleFeed.Secret);

    private static ServiceProvider Provider(Uri address, Action<IServiceCollection>? more = null)
    {
        var services = new ServiceCollection();
        more?.Invoke(services);
        services.AddVidora().AddPredictionFeed(options =>
        {
            Configure(options);
            options.Host = new MParticleFeedHost(new Uri(address, "s2s"));
        });
        return services.BuildServiceProvider();
    }

    private sealed class TextLog(StringBuilder text) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (text)
            {
                text.Append(formatter(state, exception)).Append(exception).Append('\n');
            }
        }

        public void Dispose()
        {
        }
    }
}
