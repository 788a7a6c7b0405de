using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Vidora.Integration.Delivery;
using Vidora.Integration.Delivery.Storage;
using Vidora.Integration.Kafka.Telemetry;

namespace Vidora.Integration.Kafka.DeadLetters;

/// <summary>Keeps everything in a topic. A message that is too large for the brokers goes to the account's store instead.</summary>
internal sealed class TopicDeadLetterBox : IDeadLetterBox
{
    private const string HeaderPrefix = "vidora.";

    private readonly string _topic;
    private readonly StoreDeadLetterBox _store;
    private readonly IProducer<byte[], byte[]> _producer;

    public TopicDeadLetterBox(ConsumerContext context, string topic, ClientConfig consumer, StoreDeadLetterBox store)
    {
        _topic = topic;
        _store = store;

        // Brokers, TLS and SASL are the consumer's. librdkafka ignores settings that a producer does not have, and logs them.
        var shared = consumer.Where(setting => !setting.Key.StartsWith("dotnet.", StringComparison.Ordinal));
        var config = new ProducerConfig(shared.ToDictionary())
        {
            // Not idempotent: a producer that fails for good is worse than a dead letter that is there twice.
            Acks = Acks.All,
            MessageMaxBytes = 16 << 20,
            MessageTimeoutMs = 30_000,
            LingerMs = 0,
        };
        _producer = new ProducerBuilder<byte[], byte[]>(config)
            .SetLogHandler((_, line) => context.LogLibrdkafka(line))
            .SetErrorHandler((_, error) => context.LogBrokerError(error))
            .Build();
    }

    public async Task<int> KeepAsync(
        ConsumeResult<byte[], byte[]> source, IReadOnlyList<PoisonDocument> documents, CancellationToken cancellationToken)
    {
        var kept = 0;
        foreach (var document in documents)
        {
            var message = Message(source, source.Message.Key, document.Content, "batch", document.Reason.Word());
            foreach (var header in source.Message.Headers ?? [])
            {
                // A message that came back from a dead-letter topic has headers about its earlier source.
                if (!header.Key.StartsWith(HeaderPrefix, StringComparison.Ordinal))
                {
                    message.Headers.Add(header.Key, header.GetValueBytes());
                }
            }

            kept += await TryProduceAsync(message, cancellationToken).ConfigureAwait(false)
                ? 1
                : await _store.KeepAsync(source, [document], cancellationToken).ConfigureAwait(false);
        }

        return kept;
    }

    public async Task KeepAsync(IReadOnlyList<DeadEvent> events, CancellationToken cancellationToken)
    {
        var kept = await Task.WhenAll(events.Select(dead =>
        {
            var message = Message(
                dead.Source, Encoding.UTF8.GetBytes(dead.Event.UserId), dead.Event.Utf8Json, "event", dead.Outcome.Reason);
            Add(message.Headers, "attempts", dead.Outcome.Attempts.ToString(CultureInfo.InvariantCulture));
            return TryProduceAsync(message, cancellationToken);
        })).ConfigureAwait(false);
        var tooLarge = events.Where((_, i) => !kept[i]).ToList();
        if (tooLarge.Count > 0)
        {
            await _store.KeepAsync(tooLarge, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _producer.Dispose();

    private static Message<byte[], byte[]> Message(
        ConsumeResult<byte[], byte[]> source, byte[]? key, ReadOnlyMemory<byte> value, string kind, string reason)
    {
        var headers = new Headers();
        Add(headers, "kind", kind);
        Add(headers, "reason", reason);
        Add(headers, "source.topic", source.Topic);
        Add(headers, "source.partition", source.Partition.Value.ToString(CultureInfo.InvariantCulture));
        Add(headers, "source.offset", source.Offset.Value.ToString(CultureInfo.InvariantCulture));
        return new Message<byte[], byte[]> { Key = key!, Value = value.ToArray(), Headers = headers };
    }

    private static void Add(Headers headers, string name, string value) => headers.Add(HeaderPrefix + name, Encoding.UTF8.GetBytes(value));

    /// <summary>Returns false when the message is too large for the brokers.</summary>
    private async Task<bool> TryProduceAsync(Message<byte[], byte[]> message, CancellationToken cancellationToken)
    {
        try
        {
            await _producer.ProduceAsync(_topic, message, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.MsgSizeTooLarge or ErrorCode.RecordListTooLarge)
        {
            return false;
        }
    }
}
