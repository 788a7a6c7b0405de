using System.Collections.Concurrent;
using System.Threading.Channels;
using Confluent.Kafka;

namespace Vidora.Integration.Kafka.Consuming;

/// <summary>Holds the partitions of this member. Only the polling thread, which also rebalances, changes them.</summary>
internal sealed class Assignment(
    int workersPerPartition,
    ByteBudget budget,
    Func<PartitionWork, ChannelReader<ConsumeResult<byte[], byte[]>>, Task> work)
{
    /// <summary>Gives workers time to react to their cancellation.</summary>
    private static readonly TimeSpan _cancellationTimeout = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<TopicPartition, PartitionWork> _partitions = new();

    public IReadOnlyCollection<PartitionWork> Partitions => (IReadOnlyCollection<PartitionWork>)_partitions.Values;

    /// <summary>Gets the work of an assigned partition.</summary>
    public PartitionWork this[TopicPartition partition] => _partitions[partition];

    public void Add(IEnumerable<TopicPartition> partitions, Action<TopicPartitionOffset> store)
    {
        foreach (var partition in partitions)
        {
            _partitions[partition] = new PartitionWork(partition, workersPerPartition, budget, store, work);
        }

        budget.Share(_partitions.Count);
    }

    /// <summary>Drains partitions: waits for messages in flight, whose offsets are still stored, and drops the rest.</summary>
    /// <returns>How many messages were in flight at the timeout.</returns>
    public int GiveUp(IEnumerable<TopicPartition> partitions, TimeSpan timeout)
    {
        var revoked = Remove(partitions);
        revoked.ForEach(work => work.Stop());
        var late = Wait(revoked, timeout) ? [] : revoked.FindAll(work => !work.Completion.IsCompleted);
        var left = late.Sum(work => work.Open);
        late.ForEach(work => work.Abandon());
        End(revoked);
        return left;
    }

    /// <summary>Replaces the work of a partition whose offsets begin again. Waits for messages in flight, and stores none of their offsets.</summary>
    /// <returns>How many messages were dropped.</returns>
    public int Restart(TopicPartition partition, TimeSpan timeout, Action<TopicPartitionOffset> store)
    {
        var old = this[partition];
        old.Deactivate();
        GiveUp([partition], timeout);
        Add([partition], store);
        return old.Open;
    }

    /// <summary>Drops partitions that another member may already have. Their offsets are not stored any more.</summary>
    public void Lose(IEnumerable<TopicPartition> partitions)
    {
        var lost = Remove(partitions);
        lost.ForEach(work =>
        {
            work.Deactivate();
            work.Abandon();
        });
        End(lost);
    }

    private static bool Wait(List<PartitionWork> partitions, TimeSpan timeout)
    {
        try
        {
            return Task.WaitAll([.. partitions.Select(work => work.Completion)], timeout);
        }
        catch (AggregateException)
        {
            return true;
        }
    }

    private void End(List<PartitionWork> partitions)
    {
        Wait(partitions, _cancellationTimeout);
        foreach (var work in partitions)
        {
            work.Deactivate();
            work.Completion.ContinueWith(
                _ => work.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        budget.Share(_partitions.Count);
    }

    private List<PartitionWork> Remove(IEnumerable<TopicPartition> partitions)
    {
        var removed = new List<PartitionWork>();
        foreach (var partition in partitions.ToList())
        {
            if (_partitions.TryRemove(partition, out var work))
            {
                removed.Add(work);
            }
        }

        return removed;
    }
}
