using Confluent.Kafka;
using Vidora.Integration.Delivery.Timing;
using Vidora.Integration.Kafka.Telemetry;

namespace Vidora.Integration.Kafka.Consuming;

/// <summary>
/// Polls on a dedicated thread, because a poll blocks. Hands messages to their partitions, pauses full partitions, and takes part in
/// rebalances. Replaces a client that failed for good.
/// </summary>
internal sealed class ConsumerLoop(
    ConsumerContext context, VidoraKafkaOptions options, Assignment assignment, ByteBudget budget, KafkaMetrics metrics)
{
    private static readonly TimeSpan _pollTimeout = TimeSpan.FromMilliseconds(100);

    /// <summary>Delays a pause, because a pause drops the messages that librdkafka has fetched ahead.</summary>
    private static readonly TimeSpan _pauseDelay = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan _resumeInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan _checkInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _maxRetryDelay = TimeSpan.FromMinutes(1);
    private static readonly RetrySchedule _retries = new(TimeSpan.FromSeconds(1), _maxRetryDelay);

    private readonly HashSet<PartitionWork> _paused = [];
    private readonly TimeProvider _time = context.Time;
    private long _polled = context.Time.GetTimestamp();
    private long _checked;
    private long _resumed;
    private volatile string? _failure;
    private volatile ReportedError? _error;

    /// <summary>Gets the partitions of this member.</summary>
    public IReadOnlyCollection<PartitionWork> Partitions => assignment.Partitions;

    /// <summary>Gets the time since the last poll.</summary>
    public TimeSpan SincePolled => _time.GetElapsedTime(Interlocked.Read(ref _polled));

    /// <summary>Gets why there is no client, or null while there is one.</summary>
    public string? Failure => _failure;

    /// <summary>Gets the last error about brokers and credentials, or null.</summary>
    public ReportedError? Error => _error;

    /// <summary>Throws OptionsValidationException when librdkafka rejects a setting.</summary>
    public void CheckSettings()
    {
        using var consumer = KafkaClients.Build(context.Account, Build);
    }

    public void Run(CancellationToken stopping)
    {
        var failures = 0;
        while (!stopping.IsCancellationRequested)
        {
            var start = _time.GetTimestamp();
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
                // The text of other exceptions than Kafka's may hold data.
                _failure = e is KafkaException { Error: var error } ? error.Code.ToString() : e.GetType().Name;
                failures = _time.GetElapsedTime(start) > _maxRetryDelay ? 1 : failures + 1;
                var delay = _retries.DelayAfter(failures, Random.Shared.NextDouble());
                context.Logger.ConsumerFailed(context.Label, _failure, delay);
                stopping.WaitHandle.WaitOne(delay);
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
                Interlocked.Exchange(ref _polled, _time.GetTimestamp());
                if (Poll(consumer) is { Message: not null } message)
                {
                    _failure = null;
                    var work = assignment[message.TopicPartition];
                    work.Add(message);
                    if (!work.IsPaused && !budget.WaitForRoom(() => work.Bytes, _pauseDelay, _time))
                    {
                        consumer.Pause([work.Partition]);
                        _paused.Add(work);
                        SetPaused(work, true);
                    }
                }

                Resume(consumer);
                Check(consumer);
            }
        }
        finally
        {
            // Closing revokes: it waits for requests in flight and commits their offsets.
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
            return consumer.Consume(_pollTimeout);
        }
        catch (ConsumeException e) when (!e.Error.IsFatal && e.Error.Code is not ErrorCode.Local_Application)
        {
            // A missing topic or a broker that is down: librdkafka retries.
            Report(e.Error);
            return null;
        }
    }

    private void Resume(IConsumer<byte[], byte[]> consumer)
    {
        if (_paused.Count == 0 || _time.GetElapsedTime(_resumed) <= _resumeInterval)
        {
            return;
        }

        _resumed = _time.GetTimestamp();
        foreach (var work in _paused.Where(work => budget.HasRoomAgain(work.Bytes)).ToList())
        {
            consumer.Resume([work.Partition]);
            _paused.Remove(work);
            SetPaused(work, false);
        }
    }

    private void SetPaused(PartitionWork work, bool isPaused)
    {
        work.IsPaused = isPaused;
        context.Logger.Throttled(context.Label, work.Partition.ToString(), isPaused ? "paused" : "resumed");
    }

    /// <summary>Checks the workers and updates the ends of the partitions.</summary>
    private void Check(IConsumer<byte[], byte[]> consumer)
    {
        if (_time.GetElapsedTime(_checked) < _checkInterval)
        {
            return;
        }

        _checked = _time.GetTimestamp();
        foreach (var work in assignment.Partitions)
        {
            if (work.HasFailed)
            {
                throw new InvalidOperationException("A worker ended before it was stopped.");
            }

            var end = consumer.GetWatermarkOffsets(work.Partition).High;
            if (end != Offset.Unset)
            {
                work.SetEnd(end.Value);
            }
        }
    }

    private IConsumer<byte[], byte[]> Build()
    {
        var config = new ConsumerConfig(options.Consumer.ToDictionary())
        {
            // The dead-letter topic gets a copy of the headers. Nothing reads timestamps.
            ConsumeResultFields = options.DeadLetterTopic is null ? "topic" : "topic,headers",
        };
        if (config.GroupProtocol == GroupProtocol.Consumer)
        {
            // The group's coordinator assigns, and librdkafka rejects the setting.
            config.Set("partition.assignment.strategy", null);
        }

        return new ConsumerBuilder<byte[], byte[]>(config)
            .SetPartitionsAssignedHandler((consumer, partitions) =>
            {
                _failure = null;
                assignment.Add(partitions, offset => Store(consumer, offset));
                Announce(partitions, "assigned");
            })
            .SetPartitionsRevokedHandler((_, offsets) => Remove(offsets, "revoked", partitions =>
            {
                var left = assignment.GiveUp(partitions, options.DrainTimeout);
                if (left > 0)
                {
                    context.Logger.NotDrained(context.Label, left);
                }
            }))
            .SetPartitionsLostHandler((_, offsets) => Remove(offsets, "lost", assignment.Lose))
            .SetErrorHandler((_, error) => Report(error))
            .SetLogHandler((_, line) => context.LogLibrdkafka(line))
            .Build();
    }

    private void Remove(List<TopicPartitionOffset> offsets, string kind, Action<List<TopicPartition>> remove)
    {
        var partitions = offsets.ConvertAll(offset => offset.TopicPartition);

        // The next assignment of a partition starts unpaused.
        _paused.RemoveWhere(work => partitions.Contains(work.Partition));
        remove(partitions);
        Announce(partitions, kind);
    }

    private void Store(IConsumer<byte[], byte[]> consumer, TopicPartitionOffset offset)
    {
        try
        {
            consumer.StoreOffset(offset);
        }
        catch (KafkaException e)
        {
            // The partition is being revoked. Its next member consumes from the offset stored before.
            context.Logger.NotStored(context.Label, offset.TopicPartition.ToString(), e.Error.Code.ToString());
        }
    }

    private void Announce(List<TopicPartition> partitions, string kind)
    {
        if (partitions.Count > 0)
        {
            metrics.Rebalanced(kind);
            context.Logger.Rebalanced(context.Label, string.Join(", ", partitions), kind);
        }
    }

    private void Report(Error error)
    {
        // "All brokers down" follows the error of each broker, which says more.
        _error = error.Code == ErrorCode.Local_AllBrokersDown && _error is { IsConfiguration: true } reason
            ? reason with { At = _time.GetUtcNow() }
            : new ReportedError(error.Code, _time.GetUtcNow());
        context.LogBrokerError(error);
    }
}
