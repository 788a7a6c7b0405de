using Vidora.Integration.MParticle.Json;
using System.Collections;
using System.Diagnostics;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vidora.Integration.MParticle.Firehose;
using Vidora.Integration.Tests.Client;

namespace Vidora.Integration.Tests.Attacks;

/// <summary>
/// A stranger reads the logs, the traces, a crash report or a page that dumps the configuration. Keys and secrets are in none of them:
/// not where options are printed, serialised or looked at in a debugger, not in errors about them, not in what is told of a request.
/// </summary>
[NonParallelizable]
public sealed class SecretsInDumpsTests
{
    private const string Secret = "5ec7e7";

    [Test]
    public void Options_PrintedSerialisedOrInspected_ShowNoSecrets()
    {
        var account = new VidoraOptions { ApiKey = "key-" + Secret, ApiSecret = Secret };
        var addressed = new VidoraOptions { BaseAddress = new Uri($"https://user:{Secret}@api.vidora.com/?api_key={Secret}") };
        var feed = new MParticleFeedOptions { Key = "key-" + Secret, Secret = Secret };

        foreach (var dump in new[] { $"{account}", $"{addressed}", $"{feed}", JsonSerializer.Serialize(account), JsonSerializer.Serialize(feed), Inspected(account), Inspected(feed) })
        {
            Assert.That(dump, Is.Not.Empty.And.Not.Contain(Secret));
        }

        Assert.That($"{account}", Does.Contain("ApiKey = (set), ApiSecret = (set)"));
        Assert.That($"{new VidoraOptions()}", Does.Contain("ApiKey = (not set), ApiSecret = (not set)"));
        Assert.That($"{feed}", Does.Contain("Key = (set), Secret = (set)"));
    }

    [Test]
    public void Properties_NamedLikeSecrets_AreKeptOutOfJsonAndTheDebugger()
    {
        string[] words = ["Key", "Secret", "Token", "Password", "Authorization"];
        var secrets = typeof(VidoraOptions).Assembly.GetExportedTypes()
            .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal))
            .SelectMany(type => type.GetProperties())
            .Where(property => property.PropertyType == typeof(string) && words.Any(word => property.Name.EndsWith(word, StringComparison.Ordinal)))
            .ToList();

        Assert.That(secrets, Has.Count.EqualTo(5));
        foreach (var secret in secrets)
        {
            Assert.That(secret.GetCustomAttribute<JsonIgnoreAttribute>(), Is.Not.Null, secret.Name);
            Assert.That(secret.GetCustomAttribute<DebuggerBrowsableAttribute>()?.State, Is.EqualTo(DebuggerBrowsableState.Never), secret.Name);
        }
    }

    [Test]
    public void FirehoseMessage_Printed_ShowsNoAccountSettings()
    {
        var request = (EventProcessingRequest)FirehoseJson.ReadRequest(Encoding.UTF8.GetBytes(
            $$$"""{"type":"event_processing_request","id":"1","account":{"account_id":7,"account_settings":{"apiKey":"{{{Secret}}}"}},"mpid":"1","events":[]}"""));

        Assert.That(request.Account!.Settings["apiKey"], Is.EqualTo(Secret));
        Assert.That($"{request} {request.Account} {request.Batch}", Does.Contain("7").And.Not.Contain(Secret));
    }

    [TestCase("ApiKey:0", Secret)]
    [TestCase("ApiSecret:Value", Secret)]
    [TestCase("ApiKey", "key " + Secret)]
    [TestCase("ApiSecret", Secret + "\n")]
    [TestCase("BaseAddress", "https://user:" + Secret + "@api.vidora.com")]
    [TestCase("BaseAddress", "https://api.vidora.com/?api_key=" + Secret)]
    [TestCase("BaseAddress", "api.vidora.com?api_key=" + Secret)]
    [TestCase("BaseAddress", "http://" + Secret + "@example.com")]
    public void Configuration_WithASecretInTheWrongPlaceOrShape_FailsWithoutShowingIt(string key, string value)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Vidora:MaxEventsPerRequest"] = "5", ["Vidora:" + key] = value })
            .Build();
        var services = new ServiceCollection();
        services.AddVidora(configuration.GetSection("Vidora"));
        using var provider = services.BuildServiceProvider();

        var exception = Assert.Throws<OptionsValidationException>(provider.GetRequiredService<IStartupValidator>().Validate)!;

        Assert.That($"{exception} {string.Join(' ', exception.Failures)}", Does.Contain(key.Split(':')[0]).And.Not.Contain(Secret));
    }

    [TestCase("key:" + Secret, "s")]
    [TestCase("key", Secret + " ")]
    [TestCase(Secret + "\r\n", "s")]
    public void FeedOptions_ThatCannotBe_FailWithoutShowingThem(string key, string secret)
    {
        using var http = new HttpClient();

        var exception = Assert.Throws<OptionsValidationException>(() => _ = new MParticleFeedClient(http, new MParticleFeedOptions { Key = key, Secret = secret }))!;

        Assert.That(exception.ToString(), Does.Contain("not shown").And.Not.Contain(Secret));
    }

    [Test]
    public async Task Requests_ThroughAHandlerOfTheApplication_AreToldWithoutTheQuery()
    {
        // With the library's own handler the framework makes no activity at all; see Telemetry/CanaryTests.
        var told = new List<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => told.Add($"{activity.DisplayName} {activity.StatusDescription} {string.Join(' ', activity.TagObjects)}"),
        };
        ActivitySource.AddActivityListener(listener);
        using var log = new Listening(told);
        await using var server = new LoopbackServer(LoopbackServer.Text("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(log));
        services.AddVidora(options => (options.BaseAddress, options.ApiKey, options.ApiSecret) = (server.BaseAddress, ExampleAccount.Key, ExampleAccount.Secret))
            .HttpClient.ConfigurePrimaryHttpMessageHandler(() => new HttpClientHandler());
        await using (var provider = services.BuildServiceProvider())
        {
            await provider.GetRequiredService<VidoraClient>().SendEventsAsync(ExampleAccount.Events(1));
        }

        Assert.That(server.Heads.Single(), Does.Contain(ExampleAccount.Key), "it did travel");
        Assert.That(told, Has.Some.Contains("url.full").And.Some.Contains("send_events"));
        Assert.That(told, Has.None.Contains(ExampleAccount.Key).And.None.Contains("signature="));
    }

    /// <summary>What a debugger shows of an object: public properties, unless they are not to be browsed.</summary>
    private static string Inspected(object value) => string.Join(' ', value.GetType().GetProperties()
        .Where(property => property.GetCustomAttribute<DebuggerBrowsableAttribute>()?.State != DebuggerBrowsableState.Never)
        .Select(property => property.GetValue(value))
        .Select(shown => shown is IEnumerable items and not string ? string.Join(' ', items.Cast<object>()) : $"{shown}"));

    private sealed class Listening(List<string> told) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            told.Add($"{formatter(state, exception)} {exception}");

        public void Dispose()
        {
        }
    }
}
