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
    private static readonly TimeSpan _committedTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _maxRetryDelay = TimeSpan.FromMinutes(1);
    private static readonly RetrySchedule _retries = new(TimeSpan.FromSeconds(1), _maxRetryDelay);

    private readonly HashSet<PartitionWork> _paused = [];

    /// <summary>The last work of each partition. Offsets are confirmed after a partition is revoked.</summary>
    private readonly Dictionary<TopicPartition, PartitionWork> _last = [];
    private readonly TimeProvider _time = context.Time;
    private long _polled = context.Time.GetTimestamp();
    private long _checked;
    private long _resumed;
    private volatile string? _failure;
    private volatile ReportedError? _error;
    private volatile ReportedError? _commitError;
    private volatile RecreatedPartition? _recreated;

    /// <summary>Gets the partitions of this member.</summary>
    public IReadOnlyCollection<PartitionWork> Partitions => assignment.Partitions;

    /// <summary>Gets the time since the last poll.</summary>
    public TimeSpan SincePolled => _time.GetElapsedTime(Interlocked.Read(ref _polled));

    /// <summary>Gets why there is no client, or null while there is one.</summary>
    public string? Failure => _failure;

    /// <summary>Gets the last error about brokers and credentials, or null.</summary>
    public ReportedError? Error => _error;

    /// <summary>Gets why Kafka has not taken the last offsets, or null when it has.</summary>
    public ReportedError? CommitError => _commitError;

    /// <summary>Gets the partition whose topic was seen to be created again last, or null.</summary>
    public RecreatedPartition? Recreated => _recreated;

    /// <summary>Gets the partitions with offsets that Kafka had not confirmed when the client closed.</summary>
    public IReadOnlyList<TopicPartition> Unconfirmed { get; private set; } = [];

    /// <summary>Throws OptionsValidationException when librdkafka rejects a setting.</summary>
    public void CheckSettings()
    {
        using var consumer = KafkaClients.Build(context.Account, KafkaClients.ConsumerOption, Build);
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
                    if (message.Offset.Value < work.Expected)
                    {
                        work = Restart(consumer, work, message.TopicPartitionOffset);
                    }

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
            var held = assignment.Partitions.ToList();
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
                Unconfirmed = held.FindAll(work => work.Unconfirmed is not null).ConvertAll(work => work.Partition);
            }
        }
    }

    /// <summary>Continues with a partition whose topic was deleted and created again.</summary>
    private PartitionWork Restart(IConsumer<byte[], byte[]> consumer, PartitionWork work, TopicPartitionOffset begins)
    {
        var expected = work.Expected;
        _paused.Remove(work);
        var dropped = assignment.Restart(work.Partition, options.DrainTimeout, offset => Store(consumer, offset));
        _recreated = new RecreatedPartition(work.Partition, _time.GetUtcNow());
        context.Logger.Recreated(context.Label, work.Partition.ToString(), begins.Offset.Value, expected, dropped);
        try
        {
            // librdkafka commits no offset by itself that is lower than the committed one.
            consumer.Commit([begins]);
        }
        catch (KafkaException e)
        {
            Report(e.Error);
        }

        return _last[work.Partition] = assignment[work.Partition];
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
        context.LogRest(all: false);
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
                partitions.ForEach(partition => _last[partition] = assignment[partition]);
                FindCommitted(consumer, partitions);
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
            .SetOffsetsCommittedHandler((_, committed) => OnCommitted(committed))
            .SetErrorHandler((_, error) => Report(error))
            .SetLogHandler((_, line) => OnLine(line))
            .Build();
    }

    /// <summary>Finds where the group is, for the lag before the first message and to recognise a topic that was created again.</summary>
    private void FindCommitted(IConsumer<byte[], byte[]> consumer, List<TopicPartition> partitions)
    {
        try
        {
            foreach (var committed in partitions.Count == 0 ? [] : consumer.Committed(partitions, _committedTimeout))
            {
                if (committed.Offset.Value >= 0)
                {
                    assignment[committed.TopicPartition].SetCommitted(committed.Offset.Value);
                }
            }
        }
        catch (KafkaException e)
        {
            // The lag is unknown until the first message is settled.
            Report(e.Error);
        }
    }

    private void OnCommitted(CommittedOffsets committed)
    {
        foreach (var offset in committed.Offsets.Where(offset => !offset.Error.IsError && offset.Offset.Value >= 0))
        {
            _last.GetValueOrDefault(offset.TopicPartition)?.SetCommitted(offset.Offset.Value);
        }

        var error = committed.Error.IsError ? committed.Error : committed.Offsets.Select(offset => offset.Error).FirstOrDefault(error => error.IsError);
        if (error is null)
        {
            _commitError = null;
        }
        else if (error.Code != ErrorCode.Local_NoOffset)
        {
            _commitError = new ReportedError(error.Code, _commitError?.At ?? _time.GetUtcNow());
            metrics.CommitFailed(error.Code);
            context.LogCommitFailed(error);
        }
    }

    /// <summary>Logs a line of librdkafka. Broken answers of brokers are reported in lines only.</summary>
    internal void OnLine(LogMessage line)
    {
        context.LogLibrdkafka(line);
        if (line.Facility is "PROTOERR" or "PROTOUFLOW")
        {
            Report(new Error(ErrorCode.Local_BadMsg, "an answer of a broker could not be read"));
        }
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
        _error = ReportedError.After(_error, error, _time.GetUtcNow());
        metrics.Failed(error.Code);
        context.LogBrokerError(error);
    }
}
