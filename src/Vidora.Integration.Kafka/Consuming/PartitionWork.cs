using System.Threading.Channels;
using Confluent.Kafka;

namespace Vidora.Integration.Kafka.Consuming;

/// <summary>Holds one assigned partition: its messages in flight, its workers, and the ledger of its offsets.</summary>
internal sealed class PartitionWork : IDisposable
{
    /// <summary>Adds to the size of every message, so that many small ones count too.</summary>
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
    private long? _committed;
    private bool _active = true;
    private volatile bool _stopping;
    private volatile bool _paused;

    /// <param name="partition">The partition.</param>
    /// <param name="workers">The number of workers. Each key has one worker.</param>
    /// <param name="budget">Bounds the bytes of all partitions.</param>
    /// <param name="store">Stores an offset while the partition is assigned.</param>
    /// <param name="work">Runs a worker until its queue is complete.</param>
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

    /// <summary>Gets a task that completes when all workers have ended.</summary>
    public Task Completion { get; }

    /// <summary>Gets whether a worker ended before it was stopped. Nothing reads its queue then.</summary>
    public bool HasFailed => !_stopping && Array.Exists(_workers, worker => worker.IsCompleted);

    /// <summary>Gets whether the workers must start no further request.</summary>
    public bool IsStopping => _stopping;

    /// <summary>Gets a token that is cancelled when the workers must drop their messages.</summary>
    public CancellationToken Abandoned { get; }

    /// <summary>Gets or sets whether the consumer has paused the partition.</summary>
    public bool IsPaused
    {
        get => _paused;
        set => _paused = value;
    }

    /// <summary>Gets the bytes of the messages in flight.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Gets the number of messages that have begun and are not below the stored offset.</summary>
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

    /// <summary>
    /// Gets the messages from the first that is not settled to the end that the broker names, or null while one is unknown. It is
    /// negative when the topic was deleted and created again.
    /// </summary>
    public long? Lag
    {
        get
        {
            lock (_lock)
            {
                return _end >= 0 ? _end - (_ledger.FirstOpen ?? _committed) : null;
            }
        }
    }

    /// <summary>Gets the lowest offset that the next message can have.</summary>
    public long Expected
    {
        get
        {
            lock (_lock)
            {
                return Math.Max(_ledger.Next, _committed ?? 0);
            }
        }
    }

    /// <summary>Gets the stored offset that Kafka has not confirmed, or null.</summary>
    public long? Unconfirmed
    {
        get
        {
            lock (_lock)
            {
                return _ledger.Position is { } position && position > (_committed ?? -1) ? position : null;
            }
        }
    }

    /// <summary>Sets the offset of the partition's end.</summary>
    public void SetEnd(long offset)
    {
        lock (_lock)
        {
            _end = offset;
        }
    }

    /// <summary>Sets the offset that Kafka has for the group.</summary>
    public void SetCommitted(long offset)
    {
        lock (_lock)
        {
            _committed = offset;
        }
    }

    /// <summary>Adds a consumed message.</summary>
    public void Add(ConsumeResult<byte[], byte[]> message)
    {
        lock (_lock)
        {
            _ledger.Begin(message.Offset.Value);
            Interlocked.Add(ref _bytes, SizeOf(message));
        }

        _budget.Take(SizeOf(message));
        _queues[WorkerOf(message)].Writer.TryWrite(message);
    }

    /// <summary>Settles messages, and stores the offset when the position has moved.</summary>
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
                bytes += SizeOf(message);
            }

            if (moved)
            {
                _store(new TopicPartitionOffset(Partition, _ledger.Position!.Value));
            }

            Interlocked.Add(ref _bytes, -bytes);
        }

        _budget.GiveBack(bytes);
    }

    /// <summary>Starts no further request. Requests in flight go on.</summary>
    public void Stop()
    {
        _stopping = true;
        foreach (var queue in _queues)
        {
            queue.Writer.TryComplete();
        }
    }

    /// <summary>Stops storing offsets, because another member may have the partition, and frees the bytes.</summary>
    public void Deactivate()
    {
        lock (_lock)
        {
            _active = false;
        }

        _budget.GiveBack(Interlocked.Exchange(ref _bytes, 0));
    }

    /// <summary>Drops the messages in flight.</summary>
    public void Abandon()
    {
        Stop();
        _abandoned.Cancel();
    }

    public void Dispose() => _abandoned.Dispose();

    private static int SizeOf(ConsumeResult<byte[], byte[]> message) => Overhead + (message.Message.Value?.Length ?? 0);

    private int WorkerOf(ConsumeResult<byte[], byte[]> message)
    {
        var hash = new HashCode();
        hash.AddBytes(message.Message.Key ?? []);
        return (int)((uint)hash.ToHashCode() % (uint)_queues.Length);
    }
}
