using System.Diagnostics.Metrics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
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

    [TestCase("PROTOERR", true)]
    [TestCase("PROTOUFLOW", true)]
    [TestCase("FAIL", false)]
    public void OnLine_AnswerOfABrokerThatCannotBeRead_IsReportedAndCounted(string facility, bool isReported)
    {
        using var log = new LogLines();
        using var meters = new TestMeters();
        using var metrics = new KafkaMetrics("", "vidora", TimeProvider.System, meters);
        var counted = new List<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter.Scope == meters && instrument.Name == "vidora.kafka.errors")
                {
                    own.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, count, tags, _) => counted.Add($"{count} {tags.ToArray().Single(tag => tag.Key == "error.type").Value}"));
        listener.Start();
        var time = new FakeTimeProvider();
        var loop = Loop(new ConsumerContext("", time, log), metrics);

        loop.OnLine(new LogMessage("consumer", SyslogLevel.Error, facility, "text"));

        Assert.That(loop.Error, Is.EqualTo(isReported ? new ReportedError(ErrorCode.Local_BadMsg, time.GetUtcNow()) : null));
        Assert.That(counted, Is.EqualTo(isReported ? new[] { "1 Local_BadMsg" } : []));
        Assert.That(log.Lines, isReported ? Has.One.Contains("an answer of a broker could not be read") : Has.None.Contains("could not be read"));
        Assert.That(log.Lines, Has.One.Contains("text"), "the line itself is logged too");
    }

    [Test]
    public void SincePolled_BeforeTheFirstPoll_IsTheAgeOfTheLoop()
    {
        using var log = new LogLines();
        using var metrics = new KafkaMetrics("", "vidora", TimeProvider.System, null);
        var time = new FakeTimeProvider();
        var loop = Loop(new ConsumerContext("", time, log), metrics);

        time.Advance(TimeSpan.FromSeconds(5));

        Assert.That(loop.SincePolled, Is.EqualTo(TimeSpan.FromSeconds(5)));
    }

    private static ConsumerLoop Loop(ConsumerContext context, KafkaMetrics metrics)
    {
        var budget = new ByteBudget(1 << 20);
        return new ConsumerLoop(context, new VidoraKafkaOptions(), new Assignment(1, budget, (_, _) => Task.CompletedTask), budget, metrics);
    }
}
