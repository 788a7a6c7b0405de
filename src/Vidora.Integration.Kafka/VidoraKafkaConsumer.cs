using Microsoft.Extensions.Logging;
using Vidora.Integration.Kafka.Consuming;
using Vidora.Integration.Kafka.DeadLetters;
using Vidora.Integration.Kafka.Telemetry;

namespace Vidora.Integration.Kafka;

/// <summary>
/// One member of a consumer group that forwards what it consumes to one Vidora account. The host runs it.
/// </summary>
public sealed class VidoraKafkaConsumer : IDisposable
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly VidoraKafkaOptions _options;
    private readonly ConsumerLoop _loop;
    private readonly Assignment _assignment;
    private readonly PartitionWorker _worker;
    private readonly IDeadLetterBox _box;
    private readonly KafkaMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _running;

    internal VidoraKafkaConsumer(
        string account,
        VidoraKafkaOptions options,
        ConsumerLoop loop,
        Assignment assignment,
        PartitionWorker worker,
        IDeadLetterBox box,
        KafkaMetrics metrics,
        TimeProvider time,
        ILogger logger)
    {
        Account = account;
        _options = options;
        _loop = loop;
        _assignment = assignment;
        _worker = worker;
        _box = box;
        _metrics = metrics;
        _time = time;
        _logger = logger;
        metrics.Observe(() => assignment.Partitions);
    }

    /// <summary>The account's name; empty for the default one.</summary>
    public string Account { get; }

    /// <summary>How consuming is doing.</summary>
    public KafkaConsumerStatus GetStatus()
    {
        var partitions = _assignment.Partitions;
        var paused = partitions.Count(work => work.IsPaused);
        var lag = partitions.Sum(work => work.Lag ?? work.Open);
        var (health, sentence) = KafkaDiagnosis.Describe(
            _running ? _loop.SinceMoved : null,
            _patience + _options.DrainTimeout,
            _loop.Failure,
            _worker.Trouble,
            _loop.Error,
            partitions.Count,
            paused,
            lag,
            _time.GetUtcNow());
        return new KafkaConsumerStatus
        {
            Health = health,
            Sentence = sentence,
            Partitions = partitions.Count,
            PausedPartitions = paused,
            InFlightMessages = partitions.Sum(work => (long)work.Open),
            Lag = lag,
            SettledMessages = _metrics.SettledMessages,
            NotForwardedEvents = _metrics.NotForwardedEvents,
        };
    }

    /// <summary>Frees what it has. Does not wait: stopping the host does.</summary>
    public void Dispose()
    {
        _stopping.Dispose();
        _box.Dispose();
        _metrics.Dispose();
    }

    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting of the consumer cannot be.</exception>
    internal void Start()
    {
        _loop.CheckSettings();
        _logger.Started(VidoraTelemetry.NameOf(Account), string.Join(", ", _options.Topics), _options.Consumer.GroupId);
        _running = true;
        new Thread(Run) { IsBackground = true, Name = "vidora-kafka" }.Start();
    }

    internal async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_running)
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
            await _ended.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _logger.Stopped(VidoraTelemetry.NameOf(Account), _metrics.SettledMessages);
        }
    }

    private void Run()
    {
        try
        {
            _loop.Run(_stopping.Token);
        }
        finally
        {
            _running = false;
            _ended.SetResult();
        }
    }
}
