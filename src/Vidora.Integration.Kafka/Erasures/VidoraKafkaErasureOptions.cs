using System.Diagnostics;
using System.Text.Json.Serialization;
using Confluent.Kafka;
using Vidora.Integration.Kafka.Consuming;
using Vidora.Integration.Settings;

namespace Vidora.Integration.Kafka;

/// <summary>Configures the topic of forgotten users, which the processes of an account share. Defaults are our choice.</summary>
public sealed class VidoraKafkaErasureOptions
{
    /// <summary>Gets or sets the topic. It must exist, with <c>cleanup.policy</c> = <c>compact</c>.</summary>
    public string? Topic { get; set; }

    /// <summary>
    /// Gets Confluent's configuration of the clients: <c>BootstrapServers</c>, TLS, SASL and every other setting of librdkafka. JSON of the
    /// options leaves it out, because it holds passwords.
    /// </summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public ClientConfig Client { get; } = new();

    /// <summary>Gets or sets how long the start may take to read the whole topic, 1 s to 1 h. Default: 1 min.</summary>
    public TimeSpan StartTimeout { get; set; } = TimeSpan.FromMinutes(1);

    internal static SettingsTable<VidoraKafkaErasureOptions> Settings { get; } = new SettingsTable<VidoraKafkaErasureOptions>()
        .Text(nameof(Topic), (options, value) => options.Topic = value)
        .Map(nameof(Client), (options, key, value) => options.Client.Set(ConsumerSettings.NameOf(key), value))
        .Duration(
            nameof(StartTimeout),
            options => options.StartTimeout,
            (options, value) => options.StartTimeout = value,
            TimeSpan.FromSeconds(1),
            TimeSpan.FromHours(1),
            TimeSpan.FromMinutes(1))
        .Check((options, failures) =>
        {
            if (string.IsNullOrEmpty(options.Topic))
            {
                failures.Add(nameof(Topic), "is not set", "\"vidora-forgotten\"");
            }

            if (string.IsNullOrEmpty(options.Client.BootstrapServers))
            {
                failures.Add("Client.BootstrapServers", "is not set", "\"kafka-1:9092,kafka-2:9092\"");
            }
        });
}
