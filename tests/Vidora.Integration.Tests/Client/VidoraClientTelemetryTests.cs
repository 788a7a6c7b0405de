using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Vidora.Integration.Telemetry;

namespace Vidora.Integration.Tests.Client;

public sealed class VidoraClientTelemetryTests
{
    [TestCase(200, "accepted")]
    [TestCase(400, "rejected")]
    [TestCase(413, "too_large")]
    [TestCase(503, "retry")]
    [TestCase(429, "rate_limited")]
    [TestCase(401, "account_fault")]
    public async Task Requests_Answered_AreCountedAndTimedByOperationAndOutcome(int status, string outcome)
    {
        using var account = new ExampleAccount();
        account.Answering(_ =>
        {
            account.Time.Advance(TimeSpan.FromSeconds(2.5));
            return new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent("") };
        });
        await using var provider = Provider(account);
        using var measured = new Measurements(provider.GetRequiredService<IMeterFactory>());

        await provider.GetRequiredService<VidoraClient>().SendEventsAsync(ExampleAccount.Events(3));

        var tags = $"vidora.operation=send_events,vidora.outcome={outcome},server.address=api-us.vidora.com,server.port=443,http.response.status_code={status}"
            + (status == 200 ? "" : $",error.type={status}");
        Assert.That(
            measured.All,
            Is.EquivalentTo(new[]
            {
                ("vidora.client.requests", 1.0, tags),
                ("vidora.client.request.duration", 2.5, tags),
                ("vidora.client.events", 3.0, $"vidora.outcome={outcome}"),
            }));
    }

    [Test]
    public async Task Request_WithoutAnAnswer_HasTheReasonAsTypeOfTheError_AndItsActivityTheSameTags()
    {
        using var account = new ExampleAccount().Failing(new HttpRequestException("x"));
        await using var provider = Provider(account, address: new Uri("https://test.example:8443/"));
        using var measured = new Measurements(provider.GetRequiredService<IMeterFactory>());
        Activity? activity = null;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == VidoraTelemetry.ActivitySourceName,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = stopped => activity = stopped.GetTagItem("server.address") is "test.example" ? stopped : activity,
        };
        ActivitySource.AddActivityListener(listener);

        await provider.GetRequiredService<VidoraClient>().SendEventsAsync(ExampleAccount.Events(1));

        const string Tags = "vidora.operation=send_events,vidora.outcome=retry,server.address=test.example,server.port=8443,error.type=network_failure";
        Assert.That(measured.All.Where(measurement => measurement.Name == "vidora.client.requests").Select(measurement => measurement.Tags), Is.EqualTo(new[] { Tags }));
        Assert.That(string.Join(',', activity!.TagObjects.Select(tag => $"{tag.Key}={tag.Value}")), Is.EqualTo(Tags));
        Assert.That((activity.OperationName, activity.Kind, activity.Status), Is.EqualTo(("send_events", ActivityKind.Client, ActivityStatusCode.Error)));
    }

    [Test]
    public async Task Events_TooLargeToSend_AreCountedWithoutARequest()
    {
        using var account = new ExampleAccount();
        await using var provider = Provider(account);
        using var measured = new Measurements(provider.GetRequiredService<IMeterFactory>());

        await provider.GetRequiredService<VidoraClient>().SendEventsAsync([ExampleAccount.Event(1, 2 * 1024 * 1024)]);

        Assert.That(measured.All, Is.EqualTo(new[] { ("vidora.client.events", 1.0, "vidora.outcome=too_large") }));
    }

    [Test]
    public async Task Failure_OfAnUnknownKind_IsLoggedAsAnError()
    {
        using var account = new ExampleAccount().Failing(new NotImplementedException(ExampleAccount.Key));

        var log = await LogOfAsync(account);

        Assert.That(log.Errors.Single(), Does.Contain("send_events").And.Contain("System.NotImplementedException").And.Not.Contain(ExampleAccount.Key));
    }

    [Test]
    public async Task StatusCode_OfAnUnknownKind_IsLoggedAsAnError()
    {
        using var account = new ExampleAccount().Answering((HttpStatusCode)799);

        var log = await LogOfAsync(account);

        Assert.That(log.Errors.Single(), Does.Contain("http_799").And.Contain("status code"));
    }

    [Test]
    public async Task SetupFault_IsLoggedAsAnErrorThatSaysWhatToCheck()
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.Unauthorized);

        var log = await LogOfAsync(account);

        Assert.That(log.Errors.Single(), Does.Contain("http_401").And.Contain("Check ApiKey"));
    }

    [Test]
    public async Task Accepted_IsLoggedForDebuggingOnly()
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.OK);

        var log = await LogOfAsync(account);

        Assert.That(log.Lines, Is.EqualTo(new[] { (LogLevel.Debug, "Vidora send_events: accepted (http_200) in 0 ms.") }));
    }

    [Test]
    public async Task FailuresOfOneKind_AreOneWarningInThirtySecondsWithTheirCount()
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.ServiceUnavailable);
        using var log = new TestLog();
        await using var provider = Provider(account, logging => logging.AddProvider(log));
        var client = provider.GetRequiredService<VidoraClient>();

        for (var i = 0; i < 3; i++)
        {
            await client.SendEventsAsync(ExampleAccount.Events(1));
        }

        Assert.That(() => client.GetPipelinesAsync(), Throws.TypeOf<VidoraApiException>());
        account.Time.Advance(TimeSpan.FromSeconds(31));
        await client.SendEventsAsync(ExampleAccount.Events(1));

        const string Again = "Vidora send_events: retry (http_503) in 0 ms.";
        Assert.That(
            log.Lines,
            Is.EqualTo(new[]
            {
                (LogLevel.Warning, $"{Again} Requests that failed like this since the last line: 1."),
                (LogLevel.Debug, Again),
                (LogLevel.Debug, Again),
                (LogLevel.Warning, "Vidora get_pipelines: retry (http_503) in 0 ms. Requests that failed like this since the last line: 1."),
                (LogLevel.Warning, $"{Again} Requests that failed like this since the last line: 3."),
            }));
    }

    [Test]
    public async Task Event_TooLargeToSend_IsAWarning()
    {
        using var account = new ExampleAccount();

        var log = await LogOfAsync(account, ExampleAccount.Event(1, 2 * 1024 * 1024));

        Assert.That(log.Lines.Single().Level, Is.EqualTo(LogLevel.Warning));
        Assert.That(log.Lines.Single().Text, Does.StartWith("An event of 2097152 bytes was not sent"));
    }

    private static async Task<TestLog> LogOfAsync(ExampleAccount account, params VidoraEvent[] events)
    {
        var log = new TestLog();
        await using var provider = Provider(account, logging => logging.AddProvider(log));
        await provider.GetRequiredService<VidoraClient>().SendEventsAsync(events.Length == 0 ? ExampleAccount.Events(1) : events);
        return log;
    }

    private static ServiceProvider Provider(ExampleAccount account, Action<ILoggingBuilder>? configureLogging = null, Uri? address = null)
    {
        var services = new ServiceCollection().AddSingleton<TimeProvider>(account.Time);
        services.AddLogging(logging => configureLogging?.Invoke(logging.SetMinimumLevel(LogLevel.Debug)));
        services.AddVidora(options => (options.ApiKey, options.BaseAddress) = (ExampleAccount.Key, address ?? options.BaseAddress)).HttpClient.ConfigurePrimaryHttpMessageHandler(() => account.Http);
        return services.BuildServiceProvider();
    }

    private sealed class Measurements : IDisposable
    {
        private readonly MeterListener _listener = new();

        public Measurements(IMeterFactory factory)
        {
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == VidoraTelemetry.MeterName && instrument.Meter.Scope == factory)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.Start();
        }

        public List<(string Name, double Value, string Tags)> All { get; } = [];

        public void Dispose() => _listener.Dispose();

        private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
            All.Add((instrument.Name, value, string.Join(',', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
    }

    private sealed class TestLog : ILoggerProvider, ILogger
    {
        public List<(LogLevel Level, string Text)> Lines { get; } = [];

        public IEnumerable<string> Errors => Lines.Where(line => line.Level == LogLevel.Error).Select(line => line.Text);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add((logLevel, formatter(state, exception)));

        public void Dispose()
        {
        }
    }
}
