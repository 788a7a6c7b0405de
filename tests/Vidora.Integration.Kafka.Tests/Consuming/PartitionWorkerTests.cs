using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Time.Testing;
using Vidora.Integration.Delivery;
using Vidora.Integration.Delivery.Sending;
using Vidora.Integration.Kafka.Consuming;
using Vidora.Integration.Kafka.DeadLetters;
using Vidora.Integration.Kafka.Telemetry;

namespace Vidora.Integration.Kafka.Tests.Consuming;

[TestFixture]
public sealed class PartitionWorkerTests
{
    private static readonly TopicPartition _partition = new("events", 0);

    [Test]
    public async Task Run_MessagesThatFillNoRequest_WaitForTheFillDelayAndShareOne()
    {
        var time = new WatchedTime();
        var client = new ScriptedClient(time);
        using var log = new LogLines();
        using var store = new DeliveryStore(":memory:", timeProvider: time);
        using var sent = new DeliveryMetrics("", null);
        using var metrics = new KafkaMetrics("", "vidora", time, null);
        using var box = new NoBox();
        var sender = new VidoraEventSender(new SendingAccount
        {
            Client = client,
            Store = store,
            Metrics = sent,
            Account = new VidoraOptions(),
            Options = new VidoraSendingOptions(),
            Time = time,
            Random = () => 1,
            Logger = log,
        });
        var worker = new PartitionWorker(
            new ConsumerContext("", time, log), new MessageReader(new MParticleEventMapper()), sender, box, TimeSpan.FromSeconds(1), metrics);
        var assignment = new Assignment(1, new ByteBudget(1 << 20), worker.RunAsync);
        var stored = new List<long>();
        assignment.Add([_partition], offset => stored.Add(offset.Offset.Value));
        var work = assignment[_partition];

        work.Add(Message(0));
        await Eventually.IsTrueAsync(() => time.Timers > 0, "the worker waits for more");
        work.Add(Message(1));
        time.Advance(TimeSpan.FromSeconds(0.9));
        var before = client.Calls.Count;
        await Eventually.IsTrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromSeconds(0.1));
                return work.Open == 0;
            },
            "both messages are settled");

        Assert.That(before, Is.Zero);
        Assert.That(client.Calls.Select(call => string.Join(' ', call.EventIds)), Is.EqualTo(new[] { "7-0 7-1" }));
        Assert.That((stored[^1], worker.FailedStep), Is.EqualTo((2L, (string?)null)));
        assignment.GiveUp([_partition], TimeSpan.FromSeconds(20));
    }

    private static ConsumeResult<byte[], byte[]> Message(int offset) => new()
    {
        TopicPartitionOffset = new TopicPartitionOffset(_partition, offset),
        Message = new Message<byte[], byte[]> { Key = "7"u8.ToArray(), Value = Encoding.UTF8.GetBytes(Batches.Of(7, offset, 1)) },
    };

    /// <summary>A clock that says how many timers were made.</summary>
    private sealed class WatchedTime() : FakeTimeProvider(Archive.Start)
    {
        private int _timers;

        public int Timers => Volatile.Read(ref _timers);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            Interlocked.Increment(ref _timers);
            return timer;
        }
    }

    private sealed class NoBox : IDeadLetterBox
    {
        public Task<int> KeepAsync(ConsumeResult<byte[], byte[]> source, IReadOnlyList<PoisonDocument> documents, CancellationToken cancellationToken) => Task.FromResult(0);

        public Task KeepAsync(IReadOnlyList<DeadEvent> events, CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose()
        {
        }
    }
}
