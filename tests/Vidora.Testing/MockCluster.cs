using System.Runtime.InteropServices;
using System.Text;
using Confluent.Kafka;

namespace Vidora.Testing;

/// <summary>
/// Runs librdkafka's mock cluster in this process: brokers on loopback sockets that speak the real protocol. It is the cluster of
/// <c>test.mock.num.brokers</c>, with the native calls for topics and errors that Confluent.Kafka does not expose.
/// </summary>
public sealed class MockCluster : IDisposable
{
    private const string Library = "librdkafka";
    private readonly nint _client;
    private readonly nint _cluster;
    private bool _disposed;

    static MockCluster() => NativeLibrary.SetDllImportResolver(typeof(MockCluster).Assembly, Load);

    public MockCluster(int brokers = 1)
    {
        var error = new byte[512];
        var config = rd_kafka_conf_new();
        rd_kafka_conf_set_log_cb(config, 0);
        _client = rd_kafka_new(0, config, error, error.Length);
        if (_client == 0)
        {
            throw new InvalidOperationException(Encoding.UTF8.GetString(error));
        }

        _cluster = rd_kafka_mock_cluster_new(_client, brokers);
        rd_kafka_mock_group_initial_rebalance_delay_ms(_cluster, 100);
        BootstrapServers = Marshal.PtrToStringUTF8(rd_kafka_mock_cluster_bootstraps(_cluster))!;
        Producer = new ProducerBuilder<string?, string>(
            new ProducerConfig { BootstrapServers = BootstrapServers, LingerMs = 1, EnableIdempotence = true })
            .SetLogHandler((_, _) => { })
            .Build();
    }

    public enum Request : short
    {
        Produce = 0,
        Fetch = 1,
        OffsetCommit = 8,
        OffsetFetch = 9,
        Heartbeat = 12,
    }

    public string BootstrapServers { get; }

    public IProducer<string?, string> Producer { get; }

    public void CreateTopic(string topic, int partitions) => Check(rd_kafka_mock_topic_create(_cluster, Encoding.UTF8.GetBytes(topic + '\0'), partitions, 1));

    /// <summary>Makes the next requests of that kind fail.</summary>
    public void FailNext(Request request, params ErrorCode[] errors) =>
        rd_kafka_mock_push_request_errors_array(_cluster, (short)request, errors.Length, Array.ConvertAll(errors, error => (int)error));

    public void SetBrokerDown(int broker) => Check(rd_kafka_mock_broker_set_down(_cluster, broker));

    public void SetBrokerUp(int broker) => Check(rd_kafka_mock_broker_set_up(_cluster, broker));

    /// <summary>Returns the sum of the offsets that a group has committed for a topic.</summary>
    public long Committed(string group, string topic, int partitions) => CommittedEach(group, topic, partitions).Sum();

    /// <summary>Returns the offset that a group has committed for each partition of a topic.</summary>
    public IReadOnlyList<long> CommittedEach(string group, string topic, int partitions)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(
            new ConsumerConfig { BootstrapServers = BootstrapServers, GroupId = group }).Build();
        return consumer
            .Committed(Enumerable.Range(0, partitions).Select(partition => new TopicPartition(topic, partition)), TimeSpan.FromSeconds(60))
            .OrderBy(offset => offset.Partition.Value)
            .Select(offset => Math.Max(0, offset.Offset.Value))
            .ToList();
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        Producer.Dispose();
        rd_kafka_mock_cluster_destroy(_cluster);
        rd_kafka_destroy(_client);
    }

    /// <summary>Loads the first build of the library that this machine can load, as Confluent.Kafka does.</summary>
    private static nint Load(string name, System.Reflection.Assembly assembly, DllImportSearchPath? path)
    {
        foreach (var build in name == Library ? [Library, "centos8-" + Library, "alpine-" + Library] : Array.Empty<string>())
        {
            if (NativeLibrary.TryLoad(build, typeof(Confluent.Kafka.Library).Assembly, null, out var handle))
            {
                return handle;
            }
        }

        return 0;
    }

    private static void Check(int error)
    {
        if (error != 0)
        {
            throw new KafkaException((ErrorCode)error);
        }
    }

#pragma warning disable IDE1006, SYSLIB1054 // The names are librdkafka's; generated marshalling would need unsafe code.
    [DllImport(Library)]
    private static extern nint rd_kafka_conf_new();

    [DllImport(Library)]
    private static extern void rd_kafka_conf_set_log_cb(nint conf, nint callback);

    [DllImport(Library)]
    private static extern nint rd_kafka_new(int type, nint conf, byte[] error, nint size);

    [DllImport(Library)]
    private static extern void rd_kafka_destroy(nint client);

    [DllImport(Library)]
    private static extern nint rd_kafka_mock_cluster_new(nint client, int brokers);

    [DllImport(Library)]
    private static extern void rd_kafka_mock_cluster_destroy(nint cluster);

    [DllImport(Library)]
    private static extern nint rd_kafka_mock_cluster_bootstraps(nint cluster);

    [DllImport(Library)]
    private static extern void rd_kafka_mock_group_initial_rebalance_delay_ms(nint cluster, int delay);

    [DllImport(Library)]
    private static extern int rd_kafka_mock_topic_create(
        nint cluster, byte[] topic, int partitions, int replication);

    [DllImport(Library)]
    private static extern void rd_kafka_mock_push_request_errors_array(nint cluster, short request, nint count, int[] errors);

    [DllImport(Library)]
    private static extern int rd_kafka_mock_broker_set_down(nint cluster, int broker);

    [DllImport(Library)]
    private static extern int rd_kafka_mock_broker_set_up(nint cluster, int broker);
#pragma warning restore IDE1006, SYSLIB1054
}
