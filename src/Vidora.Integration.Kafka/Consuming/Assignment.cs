using System.Collections.Concurrent;
using System.Threading.Channels;
using Confluent.Kafka;

namespace Vidora.Integration.Kafka.Consuming;

/// <summary>
/// The partitions that this member has. Changed by the thread that polls, which is the one that rebalances; looked at by
/// anybody.
/// </summary>
internal sealed class Assignment(
    int workersPerPartition,
    ByteBudget budget,
    Func<PartitionWork, ChannelReader<ConsumeResult<byte[], byte[]>>, Task> work)
{
    /// <summary>Being cancelled takes a moment too.</summary>
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<TopicPartition, PartitionWork> _partitions = new();

    public IReadOnlyCollection<PartitionWork> Partitions => (IReadOnlyCollection<PartitionWork>)_partitions.Values;

    /// <summary>The work of a partition.</summary>
    /// <exception cref="KeyNotFoundException">It is not assigned.</exception>
    public PartitionWork this[TopicPartition partition] => _partitions[partition];

    public void Add(IEnumerable<TopicPartition> partitions, Action<TopicPartitionOffset> store)
    {
        foreach (var partition in partitions)
        {
            _partitions[partition] = new PartitionWork(partition, workersPerPartition, budget, store, work);
        }

        budget.Share(_partitions.Count);
    }

    /// <summary>
    /// Gives partitions away in good order: waits for what is under way, whose offsets are stored still, and drops the rest.
    /// </summary>
    /// <returns>How many messages were under way when the time was up.</returns>
    public int GiveUp(IEnumerable<TopicPartition> partitions, TimeSpan limit)
    {
        var given = Take(partitions);
        var all = given.Select(work => work.Completion).ToArray();
        given.ForEach(work => work.Stop());
        var late = Wait(all, limit) ? [] : given.FindAll(work => !work.Completion.IsCompleted);
        var left = late.Sum(work => work.Open);
        late.ForEach(work => work.Abandon());
        Wait(all, _grace);
        given.ForEach(End);
        budget.Share(_partitions.Count);
        return left;
    }

    /// <summary>Partitions are gone already: nothing is stored any more.</summary>
    public void Lose(IEnumerable<TopicPartition> partitions)
    {
        var lost = Take(partitions);
        lost.ForEach(work =>
        {
            work.Deactivate();
            work.Abandon();
        });
        Wait(lost.Select(work => work.Completion).ToArray(), _grace);
        lost.ForEach(End);
        budget.Share(_partitions.Count);
    }

    private static bool Wait(Task[] tasks, TimeSpan limit)
    {
        try
        {
            return Task.WaitAll(tasks, limit);
        }
        catch (AggregateException)
        {
            return true;
        }
    }

    private static void End(PartitionWork work)
    {
        work.Deactivate();
        work.Completion.ContinueWith(
            _ => work.Dispose(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private List<PartitionWork> Take(IEnumerable<TopicPartition> partitions)
    {
        var taken = new List<PartitionWork>();
        foreach (var partition in partitions.ToList())
        {
            if (_partitions.TryRemove(partition, out var work))
            {
                taken.Add(work);
            }
        }

        return taken;
    }
}
