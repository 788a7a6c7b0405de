using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Diagnostics.Tracing;
using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Vidora.Integration.Tests.Client;

namespace Vidora.Integration.Tests.Telemetry;

/// <summary>
/// Listens to everything a process can tell about its requests, at the most talkative level, and looks for what must not be there.
/// </summary>
[Slow(Formats = true)]
[NonParallelizable]
public sealed class CanaryTests
{
    private const string UserId = "canary-user-4711";
    private const string Value = "canary-value-0815";

    private static readonly string[] _secrets = [ExampleAccount.Key, ExampleAccount.Secret, "signature=", "api_key"];
    private static readonly string[] _data = [UserId, Value, "canary-answer"];

    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n[]")]
    [TestCase("HTTP/1.1 400 Bad Request\r\nContent-Length: 13\r\nConnection: close\r\n\r\ncanary-answer")]
    [TestCase("HTTP/1.1 401 Unauthorized\r\nContent-Length: 13\r\nConnection: close\r\n\r\ncanary-answer")]
    [TestCase("HTTP/1.1 302 Found\r\nLocation: /?api_key=canary-answer\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")]
    [TestCase("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 13\r\nConnection: close\r\n\r\ncanary-answer")]
    [TestCase("HTTP/1.1 200 OK\r\nContent-Length: 15\r\nConnection: close\r\n\r\n\"canary-answer\"")]
    [TestCase("no HTTP: canary-answer\r\n\r\n")]
    [TestCase("")]
    public async Task Requests_EveryListenerOn_TellNoKeyNoSignatureAndNoData(string answer)
    {
        await using var server = new LoopbackServer(LoopbackServer.Text(answer));
        using var told = new Everything();
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(told));
        services.AddVidora(options =>
        {
            options.BaseAddress = server.BaseAddress;
            options.ApiKey = ExampleAccount.Key;
            options.ApiSecret = ExampleAccount.Secret;
        });
        await using (var provider = services.BuildServiceProvider())
        {
            var client = provider.GetRequiredService<VidoraClient>();
            await client.SendEventsAsync([new VidoraEvent(UserId, "click") { ["item_id"] = Value }]);
            await Tell(told, () => client.GetPredictionsAsync(UserId));
            await Tell(told, () => client.GetPredictionAsync(UserId, "p"));
            await Tell(told, () => client.RequestErasureAsync([UserId]));
            await Tell(told, () => client.GetPipelinesAsync());
        }

        Assert.That(told.Texts, Has.Some.Contain("send_events"), "The log was not heard.");
        Assert.That(told.Texts, Has.Some.StartWith("activity send_events"), "The activity was not heard.");
        Assert.That(told.Texts, Has.Some.StartWith("metric vidora.client.requests"), "The metric was not heard.");
        Assert.That(told.Texts, Has.Some.StartWith("event RequestStart"), "The runtime was not heard.");
        Assert.That(told.Texts.Where(text => _secrets.Any(secret => text.Contains(secret, StringComparison.OrdinalIgnoreCase))), Is.Empty);

        // The runtime's own diagnostic events, off unless a profiler asks for them, have the path and hide the query.
        var ours = told.Texts.Where(text => !text.StartsWith("event ", StringComparison.Ordinal));
        Assert.That(ours.Where(text => _data.Any(data => text.Contains(data, StringComparison.OrdinalIgnoreCase))), Is.Empty);
    }

    [Test]
    public void Log_EventIds_AreUniqueAndInTheirRange()
    {
        var ids = typeof(Vidora.Integration.Telemetry.Log).GetMethods()
            .SelectMany(method => method.GetCustomAttributes(typeof(LoggerMessageAttribute), false))
            .Select(attribute => ((LoggerMessageAttribute)attribute).EventId)
            .ToList();

        Assert.That(ids, Is.Not.Empty.And.Unique.And.All.InRange(100, 199));
    }

    private static async Task Tell(Everything told, Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (VidoraApiException e)
        {
            told.Add($"exception {e}");
        }
    }

    private sealed class Everything : ILoggerProvider, ILogger
    {
        private readonly ConcurrentQueue<string> _texts = new();
        private readonly ActivityListener _activities;
        private readonly MeterListener _meters = new();
        private readonly RuntimeEvents _events;

        public Everything()
        {
            _activities = new ActivityListener
            {
                ShouldListenTo = _ => true,
                Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
                ActivityStopped = activity => Add(
                    $"activity {activity.OperationName} {activity.DisplayName} {activity.StatusDescription} "
                    + string.Join(' ', activity.TagObjects.Concat(activity.Events.SelectMany(e => e.Tags)).Select(tag => $"{tag.Key}={tag.Value}"))),
            };
            ActivitySource.AddActivityListener(_activities);
            _meters.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
            _meters.SetMeasurementEventCallback<long>((instrument, value, tags, _) => AddMetric(instrument, tags));
            _meters.SetMeasurementEventCallback<double>((instrument, value, tags, _) => AddMetric(instrument, tags));
            _meters.Start();
            _events = new RuntimeEvents(this);
        }

        public IReadOnlyCollection<string> Texts => _texts;

        public void Add(string text) => _texts.Enqueue(text);

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            Add($"scope {state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = state as IEnumerable<KeyValuePair<string, object?>> ?? [];
            Add($"log {formatter(state, exception)} {string.Join(' ', values.Select(value => value.Value))} {exception}");
        }

        public void Dispose()
        {
            _activities.Dispose();
            _meters.Dispose();
            _events.Dispose();
        }

        private void AddMetric(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var text = $"metric {instrument.Name}";
            foreach (var tag in tags)
            {
                text += string.Create(CultureInfo.InvariantCulture, $" {tag.Key}={tag.Value}");
            }

            Add(text);
        }
    }

    private sealed class RuntimeEvents(Everything told) : EventListener
    {
        protected override void OnEventSourceCreated(EventSource eventSource)
        {
            if (eventSource.Name is "System.Net.Http" or "System.Net.Sockets" or "System.Net.Security" or "System.Net.NameResolution")
            {
                EnableEvents(eventSource, EventLevel.LogAlways, EventKeywords.All);
            }
        }

        protected override void OnEventWritten(EventWrittenEventArgs eventData) =>
            told?.Add($"event {eventData.EventName} {string.Join(' ', eventData.Payload ?? (IReadOnlyCollection<object?>)[])}");
    }
}
