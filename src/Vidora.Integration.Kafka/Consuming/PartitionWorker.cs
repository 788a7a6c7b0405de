using System.Collections.Concurrent;
using System.Threading.Channels;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Vidora.Integration.Delivery;
using Vidora.Integration.Kafka.DeadLetters;
using Vidora.Integration.Kafka.Telemetry;

namespace Vidora.Integration.Kafka.Consuming;

/// <summary>
/// What a worker of a partition does: collects messages until they fill a request, sends their events, keeps what cannot
/// be delivered, and then settles them; in their order, until the partition is taken away. Safe for concurrent use.
/// </summary>
internal sealed class PartitionWorker(
    string account,
    MessageReader reader,
    VidoraEventSender sender,
    IDeadLetterBox box,
    int maxEvents,
    TimeSpan fillDelay,
    KafkaMetrics metrics,
    TimeProvider time,
    ILogger logger)
{
    /// <summary>Messages whose events are all left out fill no request and must settle all the same.</summary>
    private const int MaxMessages = 2_000;

    private static readonly TimeSpan _firstRest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longestRest = TimeSpan.FromSeconds(30);

    private readonly int _maxEvents = maxEvents;
    private readonly TimeSpan _fillDelay = fillDelay;
    private readonly TimeProvider _time = time;
    private readonly ConcurrentDictionary<Collecting, string> _troubles = new();

    /// <summary>What keeps offsets of some partition from moving, apart from Vidora; null while nothing does.</summary>
    public string? Trouble => _troubles.Values.FirstOrDefault();

    public async Task RunAsync(PartitionWork work, ChannelReader<ConsumeResult<byte[], byte[]>> queue)
    {
        var collecting = new Collecting(this, work, queue);
        try
        {
            while (await collecting.NextAsync().ConfigureAwait(false) is { } messages)
            {
                await ForwardAsync(collecting, messages).ConfigureAwait(false);
                work.Settle(messages.Select(message => message.Source));
                metrics.Settled(messages);
            }
        }
        catch (OperationCanceledException) when (work.Abandoned.IsCancellationRequested)
        {
            // The partition is somebody else's; so is what was under way.
        }
        finally
        {
            _troubles.TryRemove(collecting, out _);
        }
    }

    private async Task ForwardAsync(Collecting collecting, List<MappedMessage> messages)
    {
        var work = collecting.Work;
        var events = new List<VidoraEvent>();
        messages.ForEach(message => events.AddRange(message.Events));
        if (events.Count > 0)
        {
            IReadOnlyList<SendOutcome> outcomes = [];
            await InsistAsync(
                collecting, "sending", async () => outcomes = await sender.SendAsync(events, work.Abandoned).ConfigureAwait(false)).ConfigureAwait(false);
            var dead = DeadOf(messages, outcomes);
            if (dead.Count > 0)
            {
                await InsistAsync(collecting, "keeping dead letters", () => box.KeepAsync(dead, work.Abandoned)).ConfigureAwait(false);
                logger.Died(account, dead.Count, dead[0].Outcome.Reason);
            }
        }

        foreach (var message in messages)
        {
            if (message.Poison.Count > 0)
            {
                var kept = 0;
                await InsistAsync(
                    collecting,
                    "keeping unreadable batches",
                    async () => kept = await box.KeepAsync(message.Source, message.Poison, work.Abandoned).ConfigureAwait(false)).ConfigureAwait(false);
                logger.Poisoned(
                    account, message.Poison.Count, work.Partition.ToString(), message.Source.Offset.Value, message.Outcome, kept);
            }
        }
    }

    private static List<DeadEvent> DeadOf(List<MappedMessage> messages, IReadOnlyList<SendOutcome> outcomes)
    {
        var dead = new List<DeadEvent>();
        var next = 0;
        foreach (var message in messages)
        {
            foreach (var one in message.Events)
            {
                if (outcomes[next].Status == SendStatus.Dead)
                {
                    dead.Add(new DeadEvent(one, outcomes[next], message.Source));
                }

                next++;
            }
        }

        return dead;
    }

    /// <summary>Does it until it succeeds or the partition is taken away: an offset waits rather than passes what is not settled.</summary>
    private async Task InsistAsync(Collecting collecting, string step, Func<Task> action)
    {
        var work = collecting.Work;
        for (var rest = _firstRest; ; rest = rest * 2 < _longestRest ? rest * 2 : _longestRest)
        {
            try
            {
                await action().ConfigureAwait(false);
                _troubles.TryRemove(collecting, out _);
                return;
            }
            catch (Exception e) when (!work.Abandoned.IsCancellationRequested)
            {
                // The texts of these two hold no data; of others, who knows.
                var failure = e switch
                {
                    DeliveryStoreException => e.Message,
                    KafkaException { Error: var error } => error.Code.ToString(),
                    _ => e.GetType().Name,
                };
                _troubles[collecting] = $"{step}: {failure}";
                logger.StepFailed(account, step, work.Partition.ToString(), failure);
                await Task.Delay(rest, _time, work.Abandoned).ConfigureAwait(false);
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
            // Neither reader nor mapper throws because of data. Should one, the message is kept, and the others go on.
            logger.StepFailed(account, "reading", source.TopicPartition.ToString(), e.GetType().Name);
            return new MappedMessage
            {
                Source = source,
                Events = [],
                Issues = [],
                Poison = [new PoisonDocument(source.Message.Value, QuarantineReason.Unreadable)],
            };
        }
    }

    /// <summary>Takes messages out of a queue, as many as fit a request.</summary>
    private sealed class Collecting(PartitionWorker worker, PartitionWork work, ChannelReader<ConsumeResult<byte[], byte[]>> queue)
    {
        private MappedMessage? _next;
        private Task? _waiting;

        public PartitionWork Work => work;

        /// <summary>The next messages; null when the work is over.</summary>
        public async ValueTask<List<MappedMessage>?> NextAsync()
        {
            var messages = new List<MappedMessage>();
            var events = 0;
            long start = 0;
            while (true)
            {
                while (!work.IsStopping && Take() is { } message)
                {
                    if (messages.Count > 0 && events + message.Events.Count > worker._maxEvents)
                    {
                        _next = message;
                        return messages;
                    }

                    start = messages.Count == 0 ? worker._time.GetTimestamp() : start;
                    messages.Add(message);
                    events += message.Events.Count;
                    if (events >= worker._maxEvents || messages.Count >= MaxMessages)
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

                var left = worker._fillDelay - worker._time.GetElapsedTime(start);
                if (left <= TimeSpan.Zero)
                {
                    return messages;
                }

                await _waiting.WaitAsync(left, worker._time, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
            return worker.Read(message);
        }
    }
}
