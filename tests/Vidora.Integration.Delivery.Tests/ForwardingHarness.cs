using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Vidora.Integration.Delivery.Sending;

namespace Vidora.Integration.Delivery.Tests;

/// <summary>A forwarder on a simulated clock with one worker, a scripted Vidora, and a log that can be read.</summary>
internal sealed class ForwardingHarness : IAsyncDisposable
{
    private ForwardingService? _service;

    public ForwardingHarness(
        Action<VidoraForwardingOptions>? configure = null,
        bool hasSecret = true,
        int maxEvents = 500,
        MappedMemory? memory = null)
    {
        Client = new ScriptedClient(Time);
        Options.FillDelay = TimeSpan.Zero;
        Options.Sending.MaxConcurrentRequests = 1;
        configure?.Invoke(Options);
        Store = new DeliveryStore(":memory:", Options.Limits, timeProvider: Time);
        Forwarder = new VidoraForwarder(
            "",
            new SendingAccount
            {
                Client = Client,
                Store = Store,
                Metrics = new DeliveryMetrics("", null),
                Account = new VidoraOptions { MaxEventsPerRequest = maxEvents, ApiSecret = hasSecret ? "secret" : null },
                Options = Options.Sending,
                Time = Time,
                Random = () => Random(),
                Logger = Log,
                Memory = memory ?? MappedMemory.OfProcess,
            },
            new MParticleEventMapper(),
            Options.FillDelay);
    }

    /// <summary>Gets or sets the source of jitter.</summary>
    public Func<double> Random { get; set; } = () => 1;

    public SimulatedTime Time { get; } = new();

    public VidoraForwardingOptions Options { get; } = new();

    public ScriptedClient Client { get; }

    public DeliveryStore Store { get; }

    public VidoraEventSender Sender => Forwarder.Sender;

    public VidoraForwarder Forwarder { get; }

    public TestLog Log { get; } = new();

    /// <summary>The seconds from the start at which requests were made.</summary>
    public IEnumerable<double> CallSeconds => Client.Calls.Select(call => (call.Time - Samples.Start).TotalSeconds);

    public async Task StartAsync()
    {
        _service = new ForwardingService(Forwarder, Options.StopTimeout, Time, Log);
        await _service.StartAsync(CancellationToken.None);
    }

    /// <summary>What happens to a host that fails to start: its services are disposed of and never stopped.</summary>
    public async Task DisposeOfServiceAsync()
    {
        await _service!.DisposeAsync();
        _service = null;
    }

    public Task StopAsync() => _service?.StopAsync(CancellationToken.None) ?? Task.CompletedTask;

    public Task RunUntilAsync(Func<DeliveryStoreStatus, bool> condition, int waiters = 1) =>
        Time.RunUntilAsync(() => condition(Store.GetStatusAsync().GetAwaiter().GetResult()), waiters);

    public async ValueTask DisposeAsync()
    {
        if (_service is not null)
        {
            var stopping = StopAsync();
            await Time.RunUntilAsync(() => stopping.IsCompleted);
            _service.Dispose();
        }

        ((IDisposable)Forwarder).Dispose();
        await Store.DisposeAsync();
    }

    internal sealed class TestLog : ILogger
    {
        private readonly ConcurrentQueue<(LogLevel Level, EventId Id, string Text)> _lines = new();

        public IReadOnlyList<(LogLevel Level, EventId Id, string Text)> Lines => [.. _lines];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            _lines.Enqueue((logLevel, eventId, formatter(state, exception) + exception));
    }
}
