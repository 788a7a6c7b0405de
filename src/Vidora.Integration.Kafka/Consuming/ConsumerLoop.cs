using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vidora.Integration.Kafka.Telemetry;

namespace Vidora.Integration.Kafka.Consuming;

/// <summary>
/// Polls: consuming blocks, so this lives on a thread of its own. Hands messages to their partitions, pauses those that
/// are full, and takes part in rebalances. A client that fails for good is thrown away and made anew.
/// </summary>
internal sealed class ConsumerLoop(
    string account, VidoraKafkaOptions options, Assignment assignment, ByteBudget budget, KafkaMetrics metrics, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan _pollTime = TimeSpan.FromMilliseconds(100);

    /// <summary>
    /// A full partition is waited for so long before it is paused: pausing throws away what librdkafka has fetched ahead.
    /// </summary>
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan _resumeEvery = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _lookEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _firstRest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longestRest = TimeSpan.FromMinutes(1);

    private readonly HashSet<PartitionWork> _paused = [];
    private readonly string _label = VidoraTelemetry.NameOf(account);
    private readonly BrokerErrorLog _errors = new(VidoraTelemetry.NameOf(account), time, logger);
    private long _moved = time.GetTimestamp();
    private long _looked;
    private long _triedToResume;
    private volatile string? _failure;
    private volatile ReportedError? _error;

    /// <summary>How long ago the thread last polled.</summary>
    public TimeSpan SinceMoved => time.GetElapsedTime(Interlocked.Read(ref _moved));

    /// <summary>Why there is no client at the moment; null while there is one.</summary>
    public string? Failure => _failure;

    /// <summary>What librdkafka reported last about brokers and credentials, and when; null when nothing.</summary>
    public ReportedError? Error => _error;

    /// <summary>Makes a client and lets it go, to find out what librdkafka thinks of the settings.</summary>
    /// <exception cref="OptionsValidationException">One of them cannot be.</exception>
    public void CheckSettings()
    {
        using var consumer = KafkaClients.Build(account, Build);
    }

    public void Run(CancellationToken stopping)
    {
        for (var rest = _firstRest; !stopping.IsCancellationRequested; rest = rest * 2 < _longestRest ? rest * 2 : _longestRest)
        {
            var start = time.GetTimestamp();
            try
            {
                Consume(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e)
            {
                // Of others than Kafka's own, the text may hold anything.
                _failure = e is KafkaException { Error: var error } ? error.Code.ToString() : e.GetType().Name;
                rest = time.GetElapsedTime(start) > _longestRest ? _firstRest : rest;
                logger.ConsumerFailed(_label, _failure, rest);
                stopping.WaitHandle.WaitOne(rest);
            }
        }
    }

    private void Consume(CancellationToken stopping)
    {
        using var consumer = Build();
        try
        {
            consumer.Subscribe(options.Topics);
            while (!stopping.IsCancellationRequested)
            {
                Interlocked.Exchange(ref _moved, time.GetTimestamp());
                if (Poll(consumer) is { Message: not null } message)
                {
                    _failure = null;
                    var work = assignment[message.TopicPartition];
                    work.Add(message);
                    if (!work.IsPaused && !budget.WaitForRoom(() => work.Bytes, _patience, time))
                    {
                        Pause(consumer, work);
                    }
                }

                KeepHouse(consumer);
            }
        }
        finally
        {
            // Closing revokes, so what is under way is waited for and its offsets are committed.
            try
            {
                consumer.Close();
            }
            catch (KafkaException e)
            {
                Report(e.Error);
            }
            finally
            {
                assignment.Lose(assignment.Partitions.Select(work => work.Partition));
                _paused.Clear();
            }
        }
    }

    private ConsumeResult<byte[], byte[]>? Poll(IConsumer<byte[], byte[]> consumer)
    {
        try
        {
            return consumer.Consume(_pollTime);
        }
        catch (ConsumeException e) when (!e.Error.IsFatal && e.Error.Code is not ErrorCode.Local_Application)
        {
            // A topic that is not there yet, a broker that goes: librdkafka tries again by itself.
            Report(e.Error);
            return null;
        }
    }

    private void KeepHouse(IConsumer<byte[], byte[]> consumer)
    {
        if (_paused.Count > 0 && time.GetElapsedTime(_triedToResume) > _resumeEvery)
        {
            _triedToResume = time.GetTimestamp();
            foreach (var work in _paused.Where(work => budget.HasRoomAgain(work.Bytes)).ToList())
            {
                consumer.Resume([work.Partition]);
                work.IsPaused = false;
                _paused.Remove(work);
                logger.Throttled(_label, work.Partition.ToString(), "resumed");
            }
        }

        if (time.GetElapsedTime(_looked) < _lookEvery)
        {
            return;
        }

        _looked = time.GetTimestamp();
        foreach (var work in assignment.Partitions)
        {
            if (work.HasFailed)
            {
                throw new InvalidOperationException("A worker has ended by itself.");
            }

            var end = consumer.GetWatermarkOffsets(work.Partition).High;
            if (end != Offset.Unset)
            {
                work.SetEnd(end.Value);
            }
        }
    }

    private void Pause(IConsumer<byte[], byte[]> consumer, PartitionWork work)
    {
        consumer.Pause([work.Partition]);
        work.IsPaused = true;
        _paused.Add(work);
        logger.Throttled(_label, work.Partition.ToString(), "paused");
    }

    private IConsumer<byte[], byte[]> Build()
    {
        var config = new ConsumerConfig(options.Consumer.ToDictionary(setting => setting.Key, setting => setting.Value))
        {
            // Headers are copied to the dead-letter topic; timestamps are nobody's here.
            ConsumeResultFields = options.DeadLetterTopic is null ? "topic" : "topic,headers",
        };
        if (config.GroupProtocol == GroupProtocol.Consumer)
        {
            // There the group's coordinator assigns, and librdkafka refuses the setting.
            config.Set("partition.assignment.strategy", null);
        }

        return new ConsumerBuilder<byte[], byte[]>(config)
            .SetPartitionsAssignedHandler((consumer, partitions) =>
            {
                _failure = null;
                assignment.Add(partitions, offset => Store(consumer, offset));
                Announce(partitions, "assigned");
            })
            .SetPartitionsRevokedHandler((consumer, offsets) =>
            {
                var partitions = offsets.ConvertAll(offset => offset.TopicPartition);
                Forget(partitions);
                var left = assignment.GiveUp(partitions, options.DrainTimeout);
                if (left > 0)
                {
                    logger.NotDrained(_label, left);
                }

                Announce(partitions, "revoked");
            })
            .SetPartitionsLostHandler((_, offsets) =>
            {
                var partitions = offsets.ConvertAll(offset => offset.TopicPartition);
                Forget(partitions);
                assignment.Lose(partitions);
                Announce(partitions, "lost");
            })
            .SetErrorHandler((_, error) => Report(error))
            .SetLogHandler((_, line) => logger.Librdkafka(_label, line.Facility, line.Message))
            .Build();
    }

    /// <summary>An assignment begins unpaused.</summary>
    private void Forget(List<TopicPartition> partitions) => _paused.RemoveWhere(work => partitions.Contains(work.Partition));

    private void Store(IConsumer<byte[], byte[]> consumer, TopicPartitionOffset offset)
    {
        try
        {
            consumer.StoreOffset(offset);
        }
        catch (KafkaException e)
        {
            // Only where the partition is about to go: who gets it consumes from the offset that was stored before.
            logger.NotStored(_label, offset.TopicPartition.ToString(), e.Error.Code.ToString());
        }
    }

    private void Announce(List<TopicPartition> partitions, string kind)
    {
        if (partitions.Count > 0)
        {
            metrics.Rebalanced(kind);
            logger.Rebalanced(_label, string.Join(", ", partitions), kind);
        }
    }

    private void Report(Error error)
    {
        // That no broker is left follows what each of them failed with, which says more.
        _error = error.Code == ErrorCode.Local_AllBrokersDown && _error is { IsOfTheSetUp: true } reason
            ? reason with { At = time.GetUtcNow() }
            : new ReportedError(error.Code, time.GetUtcNow());
        _errors.Write(error);
    }
}
