using System.Threading.Channels;
using Confluent.Kafka;
using Vidora.Integration.Kafka.Consuming;

namespace Vidora.Integration.Kafka.Tests.Consuming;

[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class AssignmentTests
{
    private static readonly TopicPartition _partition = new("events", 0);
    private readonly TaskCompletionSource _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ByteBudget _budget = new(1 << 20);
    private readonly List<long> _stored = [];

    [Test]
    public async Task GiveUp_WorkUnderWay_IsWaitedForAndItsOffsetStored()
    {
        var assignment = Assigned(Message(3));
        var giving = Task.Run(() => assignment.GiveUp([_partition], TimeSpan.FromSeconds(20)));
        await Eventually.IsTrueAsync(() => assignment.Partitions.Count == 0, "the partition is taken away");

        _answer.SetResult();

        Assert.That(await giving, Is.Zero);
        Assert.That(_stored, Is.EqualTo(new[] { 4L }));
    }

    [Test]
    public void GiveUp_WorkTakesTooLong_IsAbandonedAndStoresNothing()
    {
        var assignment = Assigned(Message(3));

        var left = assignment.GiveUp([_partition], TimeSpan.Zero);
        _answer.TrySetResult();

        Assert.That(left, Is.EqualTo(1));
        Assert.That(_stored, Is.Empty);
    }

    [Test]
    public async Task Lose_WorkUnderWay_StoresNothingEvenWhenItEndsWell()
    {
        var assignment = Assigned(Message(3));
        var work = assignment[_partition];

        var losing = Task.Run(() => assignment.Lose([_partition]));
        await Eventually.IsTrueAsync(() => work.Abandoned.IsCancellationRequested, "the work is abandoned");
        work.Settle([Message(3)]);
        _answer.TrySetResult();
        await losing;

        Assert.That(_stored, Is.Empty);
    }

    [Test]
    public void GiveUp_WhatWasUnderWay_WeighsNoMoreAndIsNotGivenBackTwice()
    {
        var assignment = Assigned(Message(3, size: 1_000));
        var work = assignment[_partition];
        Assert.That(_budget.Taken, Is.GreaterThan(1_000));

        assignment.GiveUp([_partition], TimeSpan.Zero);
        var after = _budget.Taken;
        work.Settle([Message(3, size: 1_000)]);

        Assert.That((after, _budget.Taken), Is.EqualTo((0, 0)));
        Assert.That(_stored, Is.Empty);
        _answer.TrySetResult();
    }

    [Test]
    public async Task Restart_WorkUnderWay_IsWaitedForAndOnlyNewOffsetsAreStored()
    {
        var assignment = Assigned(Message(300));
        var restarting = Task.Run(() => assignment.Restart(_partition, TimeSpan.FromSeconds(20), offset => _stored.Add(offset.Offset.Value)));
        await Eventually.IsTrueAsync(() => assignment.Partitions.Count == 0, "the old work ends");
        _answer.SetResult();
        Assert.That(await restarting, Is.EqualTo(1));

        assignment[_partition].Add(Message(0));
        await Eventually.IsTrueAsync(() => _stored.Count > 0, "the new message is settled");

        Assert.That(_stored, Is.EqualTo(new[] { 1L }));
        Assert.That(_budget.Taken, Is.Zero);
    }

    [Test]
    public void Lag_IsWhatTheBrokerSays()
    {
        var work = Assigned(Message(3))[_partition];
        Assert.That((work.Lag, work.Expected), Is.EqualTo(((long?)null, 4L)));

        work.SetEnd(10);
        Assert.That(work.Lag, Is.EqualTo(7));

        work.SetEnd(1);
        Assert.That(work.Lag, Is.EqualTo(-2), "the topic was created again");
        _answer.TrySetResult();
    }

    [Test]
    public void Lag_OpenMessage_CountsFromItAndNotFromTheCommittedOffset()
    {
        var work = Assigned(Message(3))[_partition];
        work.SetCommitted(1);
        work.SetEnd(10);

        Assert.That(work.Lag, Is.EqualTo(7));
        _answer.TrySetResult();
    }

    [Test]
    public void Lag_EmptyPartition_IsZero()
    {
        var assignment = new Assignment(1, _budget, (_, _) => Task.CompletedTask);
        assignment.Add([_partition], _ => { });
        assignment[_partition].SetCommitted(0);
        assignment[_partition].SetEnd(0);

        Assert.That(assignment[_partition].Lag, Is.Zero);
    }

    [Test]
    public void Lose_WorkerNeedsAMomentToEnd_IsWaitedFor()
    {
        var assignment = new Assignment(1, _budget, async (work, _) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, work.Abandoned).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Delay(TimeSpan.FromMilliseconds(100));
        });
        assignment.Add([_partition], _ => { });
        var work = assignment[_partition];

        assignment.Lose([_partition]);

        Assert.That(work.Completion.IsCompleted, Is.True, "another member may send the same messages from then on");
    }

    [Test]
    public void Lag_BeforeTheFirstMessage_CountsFromTheCommittedOffset()
    {
        var assignment = new Assignment(1, _budget, (_, _) => Task.CompletedTask);
        assignment.Add([_partition], _ => { });
        var work = assignment[_partition];
        work.SetEnd(10);
        Assert.That(work.Lag, Is.Null);

        work.SetCommitted(4);

        Assert.That((work.Lag, work.Expected), Is.EqualTo(((long?)6, 4L)));
    }

    [Test]
    public async Task Unconfirmed_StoredOffset_IsThatUntilKafkaHasIt()
    {
        var work = Assigned(Message(3))[_partition];
        Assert.That(work.Unconfirmed, Is.Null);

        _answer.SetResult();
        await Eventually.IsTrueAsync(() => work.Unconfirmed == 4, "the offset is stored");
        work.SetCommitted(3);
        Assert.That(work.Unconfirmed, Is.EqualTo(4));
        work.SetCommitted(4);
        Assert.That(work.Unconfirmed, Is.Null);
    }

    [Test]
    public async Task Add_MessagesOfOneKey_GoToOneWorker()
    {
        var seen = new List<List<string>>();
        var assignment = new Assignment(4, _budget, async (_, queue) =>
        {
            var keys = new List<string>();
            await foreach (var message in queue.ReadAllAsync())
            {
                keys.Add(System.Text.Encoding.UTF8.GetString(message.Message.Key));
            }

            lock (seen)
            {
                seen.Add(keys);
            }
        });
        assignment.Add([_partition], _ => { });
        for (var i = 0; i < 200; i++)
        {
            assignment[_partition].Add(Message(i, key: $"user {i % 20}"));
        }

        assignment[_partition].Stop();
        await Eventually.IsTrueAsync(
            () =>
            {
                lock (seen)
                {
                    return seen.Count == 4;
                }
            },
            "all workers end");

        Assert.That(seen.SelectMany(keys => keys.Distinct()), Is.Unique.And.Exactly(20).Items);
        Assert.That(seen.Count(keys => keys.Count > 0), Is.GreaterThan(1));
    }

    [Test]
    public async Task Add_MessageWithoutKeyAndValue_IsSettledLikeAnother()
    {
        var message = Message(3);
        (message.Message.Key, message.Message.Value) = (null!, null!);
        var assignment = Assigned(message);
        Assert.That(_budget.Taken, Is.EqualTo(256), "the overhead of every message");

        _answer.SetResult();

        await Eventually.IsTrueAsync(() => _budget.Taken == 0, "the message is settled");
        Assert.That(_stored, Is.EqualTo(new[] { 4L }));
        Assert.That(assignment[_partition].Open, Is.Zero);
    }

    private static ConsumeResult<byte[], byte[]> Message(long offset, int size = 10, string key = "user") => new()
    {
        TopicPartitionOffset = new TopicPartitionOffset(_partition, offset),
        Message = new Message<byte[], byte[]> { Key = System.Text.Encoding.UTF8.GetBytes(key), Value = new byte[size] },
    };

    private Assignment Assigned(ConsumeResult<byte[], byte[]> message)
    {
        var assignment = new Assignment(1, _budget, async (work, queue) =>
        {
            var taken = await queue.ReadAsync();
            await _answer.Task.WaitAsync(work.Abandoned);
            work.Settle([taken]);
        });
        assignment.Add([_partition], offset => _stored.Add(offset.Offset.Value));
        assignment[_partition].Add(message);
        return assignment;
    }
}
