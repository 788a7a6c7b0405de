using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vidora.Integration.Generator;
using Vidora.Integration.Kafka;

namespace Vidora.Integration.Benchmarks;

/// <summary>
/// How fast a consumer group of one, two and three members, each a process of its own, forwards a full topic to an emulator
/// that only counts: as fast as it answers, and when each answer takes as long as one from far away. Brokers (librdkafka's
/// mock cluster) and emulator are processes on the same machine, so the processor time of each is printed too.
/// </summary>
internal static class KafkaFigures
{
    public const string Topic = "events";
    public const int Partitions = 48;

    /// <summary>What a consumer fetches before the clock runs is to be little of the topic.</summary>
    public const int QueuedKilobytes = 16 << 10;

    private const int MessagesPerPartition = 6_000;
    private const int DistinctBatches = 20_000;
    private const long WarmUpEvents = 150_000;
    private static readonly JsonSerializerOptions _withoutNulls = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };
    private static readonly TimeSpan _warmUp = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan _measured = TimeSpan.FromSeconds(10);

    public static async Task PrintAsync(int answerMilliseconds)
    {
        await using var broker = BenchmarkProcess.Start("kafka-broker", MessagesPerPartition.ToString(CultureInfo.InvariantCulture));
        var bootstrap = await broker.ReadAsync();
        var filled = (await broker.ReadAsync()).Split(' ');
        var events = long.Parse(filled[0], CultureInfo.InvariantCulture);
        Figures.Print("kafka_topic", json =>
        {
            json.WriteNumber("partitions", Partitions);
            json.WriteNumber("messages", long.Parse(filled[1], CultureInfo.InvariantCulture));
            json.WriteNumber("events", events);
            json.WriteNumber("bytes_per_message", long.Parse(filled[2], CultureInfo.InvariantCulture));
        });
        foreach (var delay in new[] { TimeSpan.Zero, TimeSpan.FromMilliseconds(answerMilliseconds) }.Distinct())
        {
            var alone = 0d;
            for (var members = 1; members <= 3; members++)
            {
                var rate = await MeasureAsync(broker, bootstrap, members, delay, events, alone);
                alone = members == 1 ? rate : alone;
            }
        }
    }

    /// <summary>The brokers: prints their address, fills the topic, prints its events, messages and bytes a message, and stays.</summary>
    public static async Task BrokerAsync(int messagesPerPartition)
    {
        using var cluster = new MockCluster();
        cluster.CreateTopic(Topic, Partitions);
        Console.WriteLine(cluster.BootstrapServers);
        var generator = new BatchGenerator(seed: 20_261_125);
        var batches = Enumerable.Range(0, DistinctBatches).Select(_ => generator.Next()).ToArray();
        var events = EventsOf(batches);
        using (var producer = new ProducerBuilder<Null, byte[]>(new ProducerConfig
        {
            BootstrapServers = cluster.BootstrapServers,
            CompressionType = CompressionType.Lz4,
            LingerMs = 100,
            BatchSize = 900_000,
            QueueBufferingMaxKbytes = 1 << 20,
            QueueBufferingMaxMessages = 10_000_000,
        }).Build())
        {
            for (var i = 0; i < Partitions * messagesPerPartition; i++)
            {
                producer.Produce(new TopicPartition(Topic, i % Partitions), new Message<Null, byte[]> { Value = batches[i % batches.Length] });
            }

            producer.Flush(TimeSpan.FromMinutes(2));
        }

        var messages = MessagesOf(cluster.BootstrapServers);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{messages * events / batches.Length} {messages} {batches.Sum(batch => (long)batch.Length) / batches.Length}"));
        await Console.In.ReadToEndAsync();
    }

    /// <summary>A member: for each line that it reads, prints how many partitions it has.</summary>
    public static async Task MemberAsync(string bootstrap, string vidora, string group, string queueFile)
    {
        using var host = BuildMember(bootstrap, vidora, group, queueFile);
        await host.StartAsync();
        var consumer = host.Services.GetRequiredService<VidoraKafkaConsumer>();
        while (await Console.In.ReadLineAsync() is not null)
        {
            Console.WriteLine(consumer.GetStatus().Partitions.ToString(CultureInfo.InvariantCulture));
        }
    }

    public static IHost BuildMember(string bootstrap, string vidora, string group, string queueFile)
    {
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services
            .AddVidora(options =>
            {
                options.BaseAddress = new Uri(vidora);
                options.ApiKey = "demo-key";
            })
            .AddForwarding(options =>
            {
                options.QueueFile = queueFile;
                options.Sending.FirstRetryDelay = TimeSpan.FromMilliseconds(50);
                options.Sending.MaxRetryDelay = TimeSpan.FromMilliseconds(200);
            })
            .AddKafkaConsumer(options =>
            {
                options.Topics.Add(Topic);
                options.Consumer.BootstrapServers = bootstrap;
                options.Consumer.GroupId = group;

                // The mock cluster rebalances when a session has had time to end.
                options.Consumer.SessionTimeoutMs = 6_000;
                options.Consumer.HeartbeatIntervalMs = 500;

                options.Consumer.QueuedMaxMessagesKbytes = QueuedKilobytes;
                options.MaxBufferedBytes = 32 << 20;
            });
        return builder.Build();
    }

    private static async Task<double> MeasureAsync(BenchmarkProcess broker, string bootstrap, int count, TimeSpan delay, long events, double alone)
    {
        var folder = Directory.CreateTempSubdirectory("vidora-kafka-");
        await using var sink = await SinkProcess.StartAsync();
        var members = new List<BenchmarkProcess>();
        try
        {
            await AnswerAsync(sink, status: 503, TimeSpan.Zero);
            var group = string.Create(CultureInfo.InvariantCulture, $"members-{count}-{delay.TotalMilliseconds}");
            for (var i = 0; i < count; i++)
            {
                members.Add(BenchmarkProcess.Start("kafka-member", bootstrap, sink.Address.ToString(), group, Path.Combine(folder.FullName, $"{i}.db")));
            }

            await SharedAsync(members);
            await AnswerAsync(sink, status: null, delay);
            var start = await ObserveAsync(sink, broker, members);
            var before = start;
            while (before.Time - start.Time < _warmUp && before.Events < WarmUpEvents)
            {
                await Task.Delay(100);
                before = await ObserveAsync(sink, broker, members);
            }

            var after = before;
            while (after.Time - before.Time < _measured && after.Events < events * 9 / 10)
            {
                await Task.Delay(100);
                after = await ObserveAsync(sink, broker, members);
            }

            var measured = after.Events - before.Events;
            var rate = measured / (after.Time - before.Time).TotalSeconds;
            Figures.Print("kafka", json =>
            {
                json.WriteNumber("members", count);
                json.WriteNumber("answer_ms", delay.TotalMilliseconds);
                json.WriteNumber("events_per_s", Math.Round(rate));
                json.WriteNumber("ratio_to_one_member", Math.Round(count == 1 ? 1 : rate / alone, 2));
                json.WriteNumber("member_processor_us_per_event", Math.Round((after.Members - before.Members).TotalMicroseconds / measured, 2));
                json.WriteNumber("sink_processor_us_per_event", Math.Round((after.Sink - before.Sink).TotalMicroseconds / measured, 2));
                json.WriteNumber("broker_processor_us_per_event", Math.Round((after.Broker - before.Broker).TotalMicroseconds / measured, 2));
                json.WriteNumber("memory_mb_per_member", members.Max(member => member.Memory) >> 20);
                json.WriteNumber("seconds", Math.Round((after.Time - before.Time).TotalSeconds, 1));
            });
            return rate;
        }
        finally
        {
            foreach (var member in members)
            {
                await member.DisposeAsync();
            }

            folder.Delete(recursive: true);
        }
    }

    /// <summary>Waits until each member has its share of the partitions.</summary>
    private static async Task SharedAsync(List<BenchmarkProcess> members)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            var have = new List<int>();
            foreach (var member in members)
            {
                have.Add(int.Parse(await member.AskAsync(), CultureInfo.InvariantCulture));
            }

            if (have.TrueForAll(partitions => partitions == Partitions / members.Count))
            {
                return;
            }

            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromMinutes(2))
            {
                throw new TimeoutException($"The members do not share the partitions: {string.Join(", ", have)}.");
            }

            await Task.Delay(200);
        }
    }

    private static async Task<Observation> ObserveAsync(SinkProcess sink, BenchmarkProcess broker, List<BenchmarkProcess> members)
    {
        var events = await sink.CountAsync();
        return new Observation(
            Stopwatch.GetElapsedTime(0),
            events,
            sink.Process.ProcessorTime,
            broker.ProcessorTime,
            members.Aggregate(TimeSpan.Zero, (sum, member) => sum + member.ProcessorTime));
    }

    private static long EventsOf(byte[][] batches)
    {
        var mapper = new MParticleEventMapper();
        return batches.Sum(batch => MParticleDocuments.Read(batch)
            .Sum(document => document.TryReadBatch(MParticleFormat.Auto, out var read, out _) ? mapper.Map(read).Events.Count : 0L));
    }

    private static long MessagesOf(string bootstrap)
    {
        using var consumer = new ConsumerBuilder<Null, byte[]>(new ConsumerConfig { BootstrapServers = bootstrap, GroupId = "looking" }).Build();
        return Enumerable.Range(0, Partitions)
            .Select(partition => consumer.QueryWatermarkOffsets(new TopicPartition(Topic, partition), TimeSpan.FromSeconds(20)))
            .Sum(offsets => offsets.High.Value - offsets.Low.Value);
    }

    /// <summary>Turns everything away with 503 from now on, or takes it after so long.</summary>
    private static async Task AnswerAsync(SinkProcess sink, int? status, TimeSpan delay)
    {
        var script = new Uri(sink.Address, "/emulator/script");
        using var http = new HttpClient();
        (await http.DeleteAsync(script)).EnsureSuccessStatusCode();
        if (status is not null || delay > TimeSpan.Zero)
        {
            var rule = new { route = "POST /v1/validate", answers = new[] { new { status, delay_ms = delay.TotalMilliseconds, times = 1_000_000 } } };
            (await http.PostAsJsonAsync(script, rule, _withoutNulls)).EnsureSuccessStatusCode();
        }
    }

    private readonly record struct Observation(TimeSpan Time, long Events, TimeSpan Sink, TimeSpan Broker, TimeSpan Members);
}
