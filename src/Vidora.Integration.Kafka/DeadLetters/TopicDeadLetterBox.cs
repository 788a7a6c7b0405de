using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Vidora.Integration.Delivery;
using Vidora.Integration.Delivery.Storage;
using Vidora.Integration.Kafka.Telemetry;

namespace Vidora.Integration.Kafka.DeadLetters;

/// <summary>Keeps everything in a topic. A message that is too large for the brokers goes to the account's store instead.</summary>
/// <remarks>
/// While nothing was accepted after a refusal, another service may answer at the address. Rejected events then go to the store, from where
/// the sender takes them back when it pauses the account. When Vidora accepts something, the events that are still there go to the topic.
/// </remarks>
internal sealed class TopicDeadLetterBox : IDeadLetterBox
{
    private const string HeaderPrefix = "vidora.";

    private readonly string _topic;
    private readonly StoreDeadLetterBox _store;
    private readonly DeliveryStore _letters;
    private readonly Func<bool> _isUndecided;
    private readonly SemaphoreSlim _deciding = new(1);

    /// <summary>The events in the store that may go to the topic. A run of refusals bounds them.</summary>
    private readonly List<DeadEvent> _undecided = [];
    private readonly IProducer<byte[], byte[]> _producer;

    /// <param name="context">The account and its log.</param>
    /// <param name="topic">The topic.</param>
    /// <param name="consumer">Brokers and credentials.</param>
    /// <param name="store">Keeps what the topic cannot take, or not yet.</param>
    /// <param name="letters">The store behind it.</param>
    /// <param name="isUndecided">Returns whether the last refusals may be about the address.</param>
    public TopicDeadLetterBox(
        ConsumerContext context, string topic, ClientConfig consumer, StoreDeadLetterBox store, DeliveryStore letters, Func<bool> isUndecided)
    {
        _topic = topic;
        _store = store;
        _letters = letters;
        _isUndecided = isUndecided;

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
        if (_isUndecided() && await TryKeepInStoreAsync(events, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        await ProduceAsync(events, cancellationToken).ConfigureAwait(false);
    }

    public async Task DecideAsync(CancellationToken cancellationToken)
    {
        List<DeadEvent> decided;
        lock (_undecided)
        {
            if (_undecided.Count == 0 || _isUndecided())
            {
                return;
            }

            decided = [.. _undecided];
        }

        await _deciding.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var group in decided.GroupBy(dead => dead.Outcome.Reason))
            {
                // An event that is no longer there was taken back, or an operator has dealt with it.
                var letters = await _letters.GetDeadLettersAsync(
                    DeadLetterFilter.WithReason(group.Key), limit: int.MaxValue, cancellationToken: cancellationToken).ConfigureAwait(false);
                var kept = group.Select(dead => (dead, letter: letters.FirstOrDefault(letter => letter.Utf8Json.Span.SequenceEqual(dead.Event.Utf8Json.Span))))
                    .Where(pair => pair.letter is not null).ToList();
                if (kept.Count > 0)
                {
                    await ProduceAsync(kept.ConvertAll(pair => pair.dead), cancellationToken).ConfigureAwait(false);
                    await _letters.PurgeDeadLettersAsync(DeadLetterFilter.WithIds(kept.Select(pair => pair.letter!.Id)), cancellationToken).ConfigureAwait(false);
                }
            }

            lock (_undecided)
            {
                _undecided.RemoveAll(decided.Contains);
            }
        }
        finally
        {
            _deciding.Release();
        }
    }

    public void Dispose()
    {
        _producer.Dispose();
        _deciding.Dispose();
    }

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

    /// <summary>Keeps events in the store until it is known what is at fault. Returns false when the store has no room.</summary>
    private async Task<bool> TryKeepInStoreAsync(IReadOnlyList<DeadEvent> events, CancellationToken cancellationToken)
    {
        try
        {
            await _store.KeepAsync(events, cancellationToken).ConfigureAwait(false);
        }
        catch (DeliveryStoreException)
        {
            return false;
        }

        lock (_undecided)
        {
            // A copy, because the memory of the events is used again after their messages are settled.
            _undecided.AddRange(events.Select(dead => dead with { Event = VidoraEvent.FromTrustedJson(dead.Event.Utf8Json.ToArray()) }));
        }

        return true;
    }

    private async Task ProduceAsync(IReadOnlyList<DeadEvent> events, CancellationToken cancellationToken)
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
