using System.Diagnostics;
using System.Globalization;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Vidora.Integration.Kafka;

namespace Vidora.Integration.Benchmarks.Floors;

/// <summary>A member that is alone in its group and forwards a topic to a bare sink, beside a consumer that does nothing with it.</summary>
internal static class KafkaFloor
{
    private const int MessagesPerPartition = 3_000;
    private const long Messages = MessagesPerPartition * KafkaFigures.Partitions;

    public static async Task AddAsync(FloorTable table)
    {
        using var folder = new TemporaryFolder();
        await using var sink = await SinkProcess.StartAsync(SinkProcess.Bare);
        await using var broker = BenchmarkProcess.StartWithoutProfiling("kafka-broker", MessagesPerPartition.ToString(CultureInfo.InvariantCulture));
        var bootstrap = await broker.ReadAsync();
        await broker.ReadAsync();
        await using var member = BenchmarkProcess.StartWithoutProfiling("kafka-forward", bootstrap, sink.Address.ToString(), folder.Path);
        await using var consumer = BenchmarkProcess.StartWithoutProfiling("kafka-consume", bootstrap);
        await table.AddAsync(new Pair
        {
            Name = "kafka",
            Unit = "messages_per_s",
            FloorName = "a consumer of the same topic that drops each message",
            AtLeast = 0.45,
            Rounds = 6,
            Figure = async () => double.Parse(await member.AskAsync(), CultureInfo.InvariantCulture),
            Floor = async () => double.Parse(await consumer.AskAsync(), CultureInfo.InvariantCulture),
        });
    }

    /// <summary>The member: for each line that it reads, joins a new group, forwards the topic, and prints messages a second.</summary>
    public static async Task ForwardAsync(string bootstrap, string vidora, string folder)
    {
        while (await Console.In.ReadLineAsync() is not null)
        {
            var group = Guid.NewGuid().ToString();
            using var host = KafkaFigures.BuildMember(bootstrap, vidora, group, Path.Combine(folder, group + ".db"));
            await host.StartAsync();
            var consumer = host.Services.GetRequiredService<VidoraKafkaConsumer>();
            await SettledAsync(1);
            var start = Stopwatch.GetTimestamp();
            await SettledAsync(Messages);
            Print(Stopwatch.GetElapsedTime(start));
            await host.StopAsync();

            async Task SettledAsync(long messages)
            {
                while (consumer.GetStatus().SettledMessages < messages)
                {
                    await Task.Delay(1);
                }
            }
        }
    }

    /// <summary>The consumer: for each line that it reads, consumes the topic, and prints messages a second.</summary>
    public static async Task ConsumeAsync(string bootstrap)
    {
        while (await Console.In.ReadLineAsync() is not null)
        {
            // With the settings of the library: those of librdkafka wait a second whenever the queue is full.
            using var consumer = new ConsumerBuilder<Ignore, byte[]>(new ConsumerConfig(new VidoraKafkaOptions().Consumer)
            {
                BootstrapServers = bootstrap,
                GroupId = "floor",
                QueuedMaxMessagesKbytes = KafkaFigures.QueuedKilobytes,
            }).Build();
            consumer.Assign(Enumerable.Range(0, KafkaFigures.Partitions).Select(partition =>
                new TopicPartitionOffset(KafkaFigures.Topic, partition, Offset.Beginning)));
            consumer.Consume();
            var start = Stopwatch.GetTimestamp();
            for (var i = 1; i < Messages; i++)
            {
                consumer.Consume();
            }

            Print(Stopwatch.GetElapsedTime(start));
        }
    }

    private static void Print(TimeSpan time) => Console.WriteLine((Messages / time.TotalSeconds).ToString(CultureInfo.InvariantCulture));
}
