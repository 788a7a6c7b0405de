using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading.Channels;
using Confluent.Kafka;
using Vidora.Integration.Client;
using Vidora.Integration.Delivery;
using Vidora.Integration.Delivery.Timing;
using Vidora.Integration.Kafka.DeadLetters;
using Vidora.Integration.Kafka.Telemetry;

namespace Vidora.Integration.Kafka.Consuming;

/// <summary>
/// Runs the workers of all partitions. A worker collects messages until they fill a request, sends their events, keeps dead letters,
/// and then settles the messages, in their order, until the partition is revoked. Safe for concurrent use.
/// </summary>
internal sealed class PartitionWorker(
    ConsumerContext context, MessageReader reader, VidoraEventSender sender, IDeadLetterBox box, TimeSpan fillDelay, KafkaMetrics metrics)
{
    /// <summary>Bounds the messages of a request. Messages without events fill no request, but must settle.</summary>
    private const int MaxMessages = 2_000;

    /// <summary>The operation in telemetry, as OpenTelemetry names it.</summary>
    private const string ProcessOperation = "process";

    private static readonly RetrySchedule _retries = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    private readonly ConcurrentDictionary<Collector, string> _failedSteps = new();

    /// <summary>Gets the step that keeps an offset waiting, apart from requests to Vidora, or null.</summary>
    public string? FailedStep => _failedSteps.Values.FirstOrDefault();

    public async Task RunAsync(PartitionWork work, ChannelReader<ConsumeResult<byte[], byte[]>> queue)
    {
        var collector = new Collector(work, queue, Read, sender.NewRequest, fillDelay, context.Time);
        try
        {
            while (await collector.NextAsync().ConfigureAwait(false) is { } messages)
            {
                using var activity = StartActivity(work, messages);
                await ForwardAsync(collector, messages).ConfigureAwait(false);
                work.Settle(messages.Select(message => message.Source));
                if (metrics.Settled(messages))
                {
                    context.LogLeftOut(metrics.Intake);
                }

                // Not after an exception: an abandoned request may still read the events.
                messages.ForEach(message => message.Dispose());
            }
        }
        catch (OperationCanceledException) when (work.Abandoned.IsCancellationRequested)
        {
            // Another member has the partition, and consumes these messages again.
        }
        finally
        {
            _failedSteps.TryRemove(collector, out _);
        }
    }

    /// <summary>Starts the activity of a request, which the client's activities are part of.</summary>
    private Activity? StartActivity(PartitionWork work, List<MappedMessage> messages) => VidoraTelemetry.Source
        .StartActivity($"{ProcessOperation} {work.Partition.Topic}", ActivityKind.Consumer)
        ?.SetTag(VidoraTelemetry.AccountTag, context.Label)
        .SetTag(MessagingTags.Kafka.Key, MessagingTags.Kafka.Value)
        .SetTag(MessagingTags.Operation, ProcessOperation)
        .SetTag(MessagingTags.OperationType, ProcessOperation)
        .SetTag(MessagingTags.Group, metrics.Group)
        .SetTag(MessagingTags.Destination, work.Partition.Topic)
        .SetTag(MessagingTags.Partition, MessagingTags.PartitionId(work.Partition))
        .SetTag(MessagingTags.MessageCount, messages.Count)
        .SetTag(VidoraTelemetry.EventsTag, messages.Sum(message => message.Events.Count));

    private static List<DeadEvent> DeadOf(List<MappedMessage> messages, IReadOnlyList<SendOutcome> outcomes) =>
    [
        .. messages.SelectMany(message => message.Events, (message, item) => (Event: item, message.Source))
            .Zip(outcomes, (sent, outcome) => new DeadEvent(sent.Event, outcome, sent.Source))
            .Where(dead => dead.Outcome.Status == SendStatus.Dead),
    ];

    private async Task ForwardAsync(Collector collector, List<MappedMessage> messages)
    {
        var work = collector.Work;
        var events = messages.SelectMany(message => message.Events).ToList();
        if (events.Count > 0)
        {
            var outcomes = await RetryAsync(collector, "sending", () => sender.SendAsync(events, work.Abandoned)).ConfigureAwait(false);
            var dead = DeadOf(messages, outcomes);
            if (dead.Count > 0)
            {
                await RetryAsync(
                    collector,
                    "keeping dead letters",
                    async () =>
                    {
                        await box.KeepAsync(dead, work.Abandoned).ConfigureAwait(false);
                        return dead.Count;
                    }).ConfigureAwait(false);
                context.LogDied(dead.Select(letter => letter.Outcome.Reason));
            }

            await RetryAsync(
                collector,
                "moving dead letters",
                async () =>
                {
                    await box.DecideAsync(work.Abandoned).ConfigureAwait(false);
                    return 0;
                }).ConfigureAwait(false);
        }

        foreach (var message in messages.Where(message => message.Poison.Count > 0))
        {
            var kept = await RetryAsync(
                collector, "keeping unreadable batches", () => box.KeepAsync(message.Source, message.Poison, work.Abandoned)).ConfigureAwait(false);
            context.LogPoisoned(message.Outcome, message.Poison.Count, message.Poison.Count - kept, message.Source.TopicPartitionOffset);
        }
    }

    /// <summary>Repeats a step until it succeeds or the partition is revoked. The offset waits meanwhile.</summary>
    private async Task<T> RetryAsync<T>(Collector collector, string step, Func<Task<T>> action)
    {
        var work = collector.Work;
        for (var failures = 1; ; failures++)
        {
            try
            {
                var result = await action().ConfigureAwait(false);
                _failedSteps.TryRemove(collector, out _);
                return result;
            }
            catch (Exception e) when (!work.Abandoned.IsCancellationRequested)
            {
                // The text of these two exceptions holds no data; the text of others may.
                var failure = e switch
                {
                    DeliveryStoreException => e.Message.TrimEnd('.'),
                    KafkaException { Error: var error } => error.Code.ToString(),
                    _ => e.GetType().Name,
                };
                _failedSteps[collector] = $"{step} ({failure})";
                context.LogStepFailed(step, work.Partition.ToString(), failure);
                await Waits.DelayAsync(_retries.DelayAfter(failures, Random.Shared.NextDouble()), context.Time, work.Abandoned).ConfigureAwait(false);
            }
        }
    }

    private MappedMessage Read(ConsumeResult<byte[], byte[]> source)
    {
        try
        {
            return reader.Read(source);
        }
        catch (Exception e)
        {
            // Reader and mapper report bad data without an exception. After a defect the message is kept, and the others go on.
            context.LogStepFailed("reading", source.TopicPartition.ToString(), e.GetType().Name);
            return new MappedMessage { Source = source, Poison = [new PoisonDocument(source.Message.Value, QuarantineReason.Unreadable)] };
        }
    }

    /// <summary>Collects messages from a queue until they fill a request.</summary>
    private sealed class Collector(
        PartitionWork work,
        ChannelReader<ConsumeResult<byte[], byte[]>> queue,
        Func<ConsumeResult<byte[], byte[]>, MappedMessage> read,
        Func<RequestRoom> newRequest,
        TimeSpan fillDelay,
        TimeProvider time)
    {
        private MappedMessage? _next;
        private Task? _waiting;

        public PartitionWork Work => work;

        /// <summary>Returns the next messages, or null when the work is over.</summary>
        public async ValueTask<List<MappedMessage>?> NextAsync()
        {
            var messages = new List<MappedMessage>();
            var room = newRequest();
            long start = 0;
            while (true)
            {
                while (!work.IsStopping && Take() is { } message)
                {
                    var fits = true;
                    for (var i = 0; i < message.Events.Count && fits; i++)
                    {
                        fits = room.TryAdd(message.Events[i]);
                    }

                    if (!fits && messages.Count > 0)
                    {
                        _next = message;
                        return messages;
                    }

                    start = messages.Count == 0 ? time.GetTimestamp() : start;
                    messages.Add(message);
                    if (!fits || room.IsFull || messages.Count >= MaxMessages)
                    {
                        return messages;
                    }
                }

                if (work.IsStopping)
                {
                    return null;
                }

                _waiting ??= queue.WaitToReadAsync(CancellationToken.None).AsTask();
                if (messages.Count == 0)
                {
                    await _waiting.ConfigureAwait(false);
                    continue;
                }

                var left = fillDelay - time.GetElapsedTime(start);
                if (left <= TimeSpan.Zero)
                {
                    return messages;
                }

                await _waiting.WaitAsync(left, time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        private MappedMessage? Take()
        {
            if (_next is { } kept)
            {
                _next = null;
                return kept;
            }

            if (!queue.TryRead(out var message))
            {
                return null;
            }

            _waiting = null;
            return read(message);
        }
    }
}
