using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Vidora.Integration.Delivery;
using Vidora.Integration.Kafka.Telemetry;

namespace Vidora.Integration.Kafka.DeadLetters;

/// <summary>
/// A topic. What is larger than the brokers take goes to the account's store, so that it does not hold its partition for
/// ever.
/// </summary>
internal sealed class TopicDeadLetterBox : IDeadLetterBox
{
    private const string HeaderPrefix = "vidora.";

    private readonly string _topic;
    private readonly StoreDeadLetterBox _forTooLarge;
    private readonly IProducer<byte[], byte[]> _producer;

    public TopicDeadLetterBox(string account, string topic, ClientConfig consumer, StoreDeadLetterBox forTooLarge, TimeProvider time, ILogger logger)
    {
        _topic = topic;
        _forTooLarge = forTooLarge;

        // Brokers, TLS and SASL are the consumer's. What means nothing to a producer is ignored, and complained about in the log.
        var shared = consumer.Where(setting => !setting.Key.StartsWith("dotnet.", StringComparison.Ordinal));
        var config = new ProducerConfig(shared.ToDictionary(setting => setting.Key, setting => setting.Value))
        {
            // Not idempotent: a dead letter that is there twice harms nobody, a producer that failed for good would.
            Acks = Acks.All,
            MessageMaxBytes = 16 << 20,
            MessageTimeoutMs = 30_000,
            LingerMs = 0,
        };
        var errors = new BrokerErrorLog(account, time, logger);
        _producer = new ProducerBuilder<byte[], byte[]>(config)
            .SetLogHandler((_, line) => logger.Librdkafka(account, line.Facility, line.Message))
            .SetErrorHandler((_, error) => errors.Write(error))
            .Build();
    }

    public async Task<int> KeepAsync(
        ConsumeResult<byte[], byte[]> source, IReadOnlyList<PoisonDocument> documents, CancellationToken cancellationToken)
    {
        var kept = 0;
        foreach (var document in documents)
        {
            var message = Message(
                source,
                source.Message.Key,
                document.Content,
                "batch",
                document.Reason == QuarantineReason.MissingMpid ? "missing_mpid" : "unreadable");
            foreach (var header in source.Message.Headers ?? [])
            {
                // One that came back from a dead-letter topic says where it was before: not any more.
                if (!header.Key.StartsWith(HeaderPrefix, StringComparison.Ordinal))
                {
                    message.Headers.Add(header.Key, header.GetValueBytes());
                }
            }

            kept += await ProduceAsync(message, cancellationToken).ConfigureAwait(false)
                ? 1
                : await _forTooLarge.KeepAsync(source, [document], cancellationToken).ConfigureAwait(false);
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
            return ProduceAsync(message, cancellationToken);
        })).ConfigureAwait(false);
        var tooLarge = events.Where((_, i) => !kept[i]).ToList();
        if (tooLarge.Count > 0)
        {
            await _forTooLarge.KeepAsync(tooLarge, cancellationToken).ConfigureAwait(false);
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

    /// <returns>False when the message is larger than the brokers take.</returns>
    private async Task<bool> ProduceAsync(Message<byte[], byte[]> message, CancellationToken cancellationToken)
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
