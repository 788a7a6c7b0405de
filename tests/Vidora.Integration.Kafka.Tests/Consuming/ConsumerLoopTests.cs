using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Vidora.Integration.Kafka.Consuming;
using Vidora.Integration.Kafka.Telemetry;

namespace Vidora.Integration.Kafka.Tests.Consuming;

[Slow]
[TestFixture]
public sealed class ConsumerLoopTests
{
    [TestCase(1)]
    [TestCase(3)]
    public async Task Run_OneWorkerOfAPartitionDies_ANewClientStarts(int workers)
    {
        using var cluster = new MockCluster();
        cluster.CreateTopic("events", 1);
        using var log = new LogLines();
        using var metrics = new KafkaMetrics("", "vidora", TimeProvider.System, null);
        using var stop = new CancellationTokenSource();
        var options = new VidoraKafkaOptions
        {
            Topics = { "events" },
            Consumer = { BootstrapServers = cluster.BootstrapServers, GroupId = "vidora", SessionTimeoutMs = 3000, HeartbeatIntervalMs = 200 },
            WorkersPerPartition = workers,
        };
        var budget = new ByteBudget(options.MaxBufferedBytes);
        var started = 0;
        var assignment = new Assignment(workers, budget, async (_, queue) =>
        {
            if (Interlocked.Increment(ref started) == 1)
            {
                throw new InvalidOperationException("The first one dies.");
            }

            while (await queue.WaitToReadAsync())
            {
                queue.TryRead(out var _);
            }
        });
        var loop = new ConsumerLoop(new ConsumerContext("", TimeProvider.System, log), options, assignment, budget, metrics);
        var running = Task.Run(() => loop.Run(stop.Token));

        await Eventually.IsTrueAsync(() => Volatile.Read(ref started) == workers * 2, "every worker is started again");

        await stop.CancelAsync();
        await running;
        Assert.That(log.Lines, Has.Some.Contains("A new client starts"));
        Assert.That(log.TimesAssigned(0), Is.EqualTo(2));
    }
}
