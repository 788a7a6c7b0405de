using Vidora.Integration.Delivery;
using Vidora.Integration.Kafka.Consuming;
using Vidora.Integration.Kafka.DeadLetters;
using Vidora.Integration.Kafka.Telemetry;

namespace Vidora.Integration.Kafka;

/// <summary>Forwards messages to one Vidora account as a member of a consumer group. The host runs it.</summary>
public sealed class VidoraKafkaConsumer : IDisposable
{
    private static readonly TimeSpan _stuckAfter = TimeSpan.FromMinutes(2);

    private readonly ConsumerContext _context;
    private readonly VidoraKafkaOptions _options;
    private readonly ConsumerLoop _loop;
    private readonly PartitionWorker _worker;
    private readonly IDeadLetterBox _box;
    private readonly KafkaMetrics _metrics;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _running;

    internal VidoraKafkaConsumer(
        ConsumerContext context, VidoraKafkaOptions options, ConsumerLoop loop, PartitionWorker worker, IDeadLetterBox box, KafkaMetrics metrics)
    {
        _context = context;
        _options = options;
        _loop = loop;
        _worker = worker;
        _box = box;
        _metrics = metrics;
        metrics.Observe(() => loop.Partitions);
    }

    /// <summary>Gets the account's name; empty for the default account.</summary>
    public string Account => _context.Account;

    /// <summary>Gets the state of the consumer.</summary>
    public KafkaConsumerStatus GetStatus()
    {
        var partitions = _loop.Partitions;
        var paused = partitions.Count(work => work.IsPaused);
        var lag = partitions.Sum(work => work.Lag ?? work.Open);
        var diagnosis = new KafkaDiagnosis
        {
            SincePolled = _running ? _loop.SincePolled : null,
            StuckAfter = _stuckAfter + _options.DrainTimeout,
            ClientFailure = _loop.Failure,
            FailedStep = _worker.FailedStep,
            Error = _loop.Error,
            CommitError = _loop.CommitError,
            Recreated = _loop.Recreated,
            LeftOut = _metrics.Intake.Complaint,
            Partitions = partitions.Count,
            Paused = paused,
            Lag = lag,
        };
        var (health, sentence) = diagnosis.Describe(_context.Time.GetUtcNow());
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

    /// <summary>Gets the liveness of the consumer.</summary>
    internal Liveness Liveness => new(() =>
        _running && _loop.Failure is null && _loop.SincePolled > _stuckAfter + _options.DrainTimeout ? "The Kafka consumer does not poll." : null);

    /// <summary>Frees all resources. The host's stop waits for messages in flight; this method does not.</summary>
    public void Dispose()
    {
        _stopping.Dispose();
        _box.Dispose();
        _metrics.Dispose();
    }

    /// <summary>Starts the thread that polls. Throws OptionsValidationException when a setting of the consumer is invalid.</summary>
    internal void Start()
    {
        _loop.CheckSettings();
        _context.Logger.Started(_context.Label, string.Join(", ", _options.Topics), _options.Consumer.GroupId);
        _running = true;
        new Thread(Run) { IsBackground = true, Name = "vidora-kafka" }.Start();
    }

    internal async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_running)
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
            await _ended.Task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _context.LogRest(all: true);
            if (_loop.Unconfirmed.Count == 0)
            {
                _context.Logger.Stopped(_context.Label, _metrics.SettledMessages);
            }
            else
            {
                _context.Logger.StoppedWithoutCommit(_context.Label, _metrics.SettledMessages, string.Join(", ", _loop.Unconfirmed));
            }
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
