using System.Threading.Channels;
using Confluent.Kafka;

namespace Vidora.Integration.Kafka.Consuming;

/// <summary>
/// One partition, from the moment it is assigned until it is taken away: the messages that are under way, its workers, and
/// the ledger that says which offset may be stored.
/// </summary>
internal sealed class PartitionWork : IDisposable
{
    /// <summary>What a message weighs besides its value, so that many small ones count too.</summary>
    private const int Overhead = 256;

    private readonly Channel<ConsumeResult<byte[], byte[]>>[] _queues;
    private readonly ByteBudget _budget;
    private readonly Action<TopicPartitionOffset> _store;
    private readonly OffsetLedger _ledger = new();
    private readonly Lock _lock = new();
    private readonly CancellationTokenSource _abandoned = new();
    private readonly Task[] _workers;
    private long _bytes;
    private long _end = -1;
    private bool _active = true;
    private volatile bool _stopping;
    private volatile bool _paused;

    /// <summary>Begins.</summary>
    /// <param name="partition">Which.</param>
    /// <param name="workers">How many share its messages by key.</param>
    /// <param name="budget">What its messages weigh together with those of others.</param>
    /// <param name="store">Stores an offset; called as long as the partition is assigned.</param>
    /// <param name="work">What a worker does until its queue is complete.</param>
    public PartitionWork(
        TopicPartition partition,
        int workers,
        ByteBudget budget,
        Action<TopicPartitionOffset> store,
        Func<PartitionWork, ChannelReader<ConsumeResult<byte[], byte[]>>, Task> work)
    {
        Partition = partition;
        Abandoned = _abandoned.Token;
        _budget = budget;
        _store = store;
        _queues = Enumerable.Range(0, workers)
            .Select(_ => Channel.CreateUnbounded<ConsumeResult<byte[], byte[]>>(new UnboundedChannelOptions { SingleWriter = true }))
            .ToArray();
        _workers = Array.ConvertAll(_queues, queue => Task.Run(() => work(this, queue.Reader)));
        Completion = Task.WhenAll(_workers);
    }

    public TopicPartition Partition { get; }

    /// <summary>Completes when all workers have ended.</summary>
    public Task Completion { get; }

    /// <summary>Whether a worker has ended though none was told to: what is in its queue would wait for ever.</summary>
    public bool HasFailed => !_stopping && Array.Exists(_workers, worker => worker.IsCompleted);

    /// <summary>Whether the workers are to begin nothing more.</summary>
    public bool IsStopping => _stopping;

    /// <summary>Cancelled when the workers are to drop what they are at.</summary>
    public CancellationToken Abandoned { get; }

    /// <summary>Whether it is paused at the consumer. Set by who pauses and resumes it.</summary>
    public bool IsPaused
    {
        get => _paused;
        set => _paused = value;
    }

    /// <summary>Bytes of messages that are under way.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Messages that have begun and are not behind the stored offset.</summary>
    public int Open
    {
        get
        {
            lock (_lock)
            {
                return _ledger.Open;
            }
        }
    }

    /// <summary>Messages between the first that is not settled and the partition's end; null while the end is not known.</summary>
    public long? Lag
    {
        get
        {
            lock (_lock)
            {
                return _end >= 0 ? Math.Max(0, _end - (_ledger.FirstOpen ?? _end)) : null;
            }
        }
    }

    /// <summary>Where the partition ends, as far as is known.</summary>
    public void SetEnd(long offset)
    {
        lock (_lock)
        {
            _end = offset;
        }
    }

    /// <summary>Takes a message that was consumed.</summary>
    public void Add(ConsumeResult<byte[], byte[]> message)
    {
        lock (_lock)
        {
            _ledger.Begin(message.Offset.Value);
            Interlocked.Add(ref _bytes, WeightOf(message));
        }

        _budget.Take(WeightOf(message));

        _queues[WorkerOf(message)].Writer.TryWrite(message);
    }

    /// <summary>Everything of these messages is settled.</summary>
    public void Settle(IEnumerable<ConsumeResult<byte[], byte[]>> messages)
    {
        var bytes = 0L;
        lock (_lock)
        {
            if (!_active)
            {
                return;
            }

            var moved = false;
            foreach (var message in messages)
            {
                moved |= _ledger.Settle(message.Offset.Value);
                bytes += WeightOf(message);
            }

            if (moved)
            {
                _store(new TopicPartitionOffset(Partition, _ledger.Position!.Value));
            }

            Interlocked.Add(ref _bytes, -bytes);
        }

        _budget.GiveBack(bytes);
    }

    /// <summary>Begins nothing more; what is under way goes on.</summary>
    public void Stop()
    {
        _stopping = true;
        foreach (var queue in _queues)
        {
            queue.Writer.TryComplete();
        }
    }

    /// <summary>Stores no offset any more: somebody else may have the partition. What is under way weighs no more.</summary>
    public void Deactivate()
    {
        lock (_lock)
        {
            _active = false;
        }

        _budget.GiveBack(Interlocked.Exchange(ref _bytes, 0));
    }

    /// <summary>Drops what is under way.</summary>
    public void Abandon()
    {
        Stop();
        _abandoned.Cancel();
    }

    public void Dispose()
    {
        _abandoned.Dispose();
    }

    private static int WeightOf(ConsumeResult<byte[], byte[]> message) => Overhead + (message.Message.Value?.Length ?? 0);

    private int WorkerOf(ConsumeResult<byte[], byte[]> message)
    {
        if (_queues.Length == 1)
        {
            return 0;
        }

        var hash = new HashCode();
        hash.AddBytes(message.Message.Key ?? []);
        return (int)((uint)hash.ToHashCode() % (uint)_queues.Length);
    }
}
