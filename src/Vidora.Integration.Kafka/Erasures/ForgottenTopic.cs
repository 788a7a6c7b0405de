using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Vidora.Integration.Delivery;
using Vidora.Integration.Delivery.Sending;
using Vidora.Integration.Delivery.Storage;
using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.Delivery.Timing;
using Vidora.Integration.Kafka.Consuming;
using Vidora.Integration.Kafka.Telemetry;
using Vidora.Integration.Telemetry;

namespace Vidora.Integration.Kafka.Erasures;

/// <summary>
/// Shares forgotten users by a compacted topic: the key of a message is the hash of a user's id. Reads the whole topic before anything is
/// forwarded, follows it, and writes the users that were forgotten here and are not in it.
/// </summary>
/// <remarks>
/// The store keeps the forgotten users of all processes. So what a process could not write, because it crashed or Kafka was away, is what
/// its store has and the topic has not: the next start writes it.
/// </remarks>
internal sealed class ForgottenTopic : SharedErasures, IDisposable
{
    /// <summary>How long Vidora is not asked after an erasure, so that the other processes have no events of its users under way.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private const int BatchSize = 1_000;

    private static readonly TimeSpan _pollTimeout = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _metadataTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _produceTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _recent = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _stuckAfter = TimeSpan.FromMinutes(2);
    private static readonly byte[] _value = "forgotten"u8.ToArray();
    private static readonly RetrySchedule _retries = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));

    private readonly ConsumerContext _context;
    private readonly VidoraKafkaErasureOptions _options;
    private readonly DeliveryStore _store;
    private readonly LineLimit _lines;
    private readonly Lock _lock = new();

    /// <summary>Users that are forgotten here and that Kafka has not confirmed.</summary>
    private readonly HashSet<UInt128> _unwritten = [];
    private readonly Signal _changed = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _whole = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _run = Task.CompletedTask;
    private long _polled;
    private volatile ReportedError? _error;
    private volatile ReportedError? _writeError;
    private volatile string? _policyFault;

    /// <summary>The users in the topic, while it is read whole; null afterwards.</summary>
    private HashSet<UInt128>? _seen = [];

    /// <summary>The users in the store at the start, while the topic is read whole; null afterwards.</summary>
    private HashSet<UInt128>? _known;

    public ForgottenTopic(ConsumerContext context, VidoraKafkaErasureOptions options, DeliveryStore store)
    {
        _context = context;
        _options = options;
        _store = store;
        _lines = new LineLimit(context.Time);
    }

    /// <summary>Gets the number of users that are forgotten here and not yet in the topic.</summary>
    public int Unwritten
    {
        get
        {
            lock (_lock)
            {
                return _unwritten.Count;
            }
        }
    }

    /// <summary>Gets what has stopped moving; null when it moves.</summary>
    public string? Stuck => _whole.Task.IsCompletedSuccessfully && !_stopping.IsCancellationRequested && Silence > _stuckAfter
        ? "The reader of the topic of forgotten users does not move."
        : null;

    private TimeSpan Silence => _context.Time.GetElapsedTime(Interlocked.Read(ref _polled));

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        _store.Forgotten = Add;
        _polled = _context.Time.GetTimestamp();
        _run = Task.WhenAll(
            Task.Factory.StartNew(Read, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default),
            Task.Run(WriteAsync, CancellationToken.None));
        try
        {
            await _whole.Task.WaitAsync(_options.StartTimeout, _context.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await StopAsync().ConfigureAwait(false);
            throw Unusable(_error?.Code ?? ErrorCode.Local_TimedOut, $"was not read to its end within {Durations.Of(_options.StartTimeout)}");
        }
        catch
        {
            await StopAsync().ConfigureAwait(false);
            throw;
        }
    }

    public override async Task StopAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public override bool IsKnownElsewhere(ErasureReceipt erasure)
    {
        // A clock that was put back must not delay the erasure.
        var age = _context.Time.GetUtcNow() - erasure.ReceivedAt;
        lock (_lock)
        {
            return (age >= Grace || age < TimeSpan.Zero) && !erasure.UserIds.Any(user => _unwritten.Contains(UserHash.Of(user)));
        }
    }

    public (HealthStatus Health, string Sentence) Describe()
    {
        var now = _context.Time.GetUtcNow();
        return this switch
        {
            { _whole.Task.IsCompletedSuccessfully: false } => (HealthStatus.Unhealthy, $"The topic {_options.Topic} of forgotten users is not read yet."),
            { _policyFault: { } fault } => (HealthStatus.Unhealthy, $"The topic {_options.Topic} of forgotten users {fault}"),
            { Stuck: not null } => (HealthStatus.Unhealthy, $"The topic {_options.Topic} of forgotten users has not been read for {Durations.Of(Silence)}. Restart the host."),
            { Unwritten: > 0 and var users, _writeError: { } error } => (
                HealthStatus.Unhealthy,
                $"{Words.Count(users, "forgotten user is", "forgotten users are")} not in the topic {_options.Topic} since {Words.Time(error.At)} ({error.Code}): "
                + $"other processes still forward their events. {Advice(error.Code)}"),
            { _error: { } error } when now - error.At < _recent => (
                HealthStatus.Degraded,
                $"Kafka reported {error.Code} within the last minute, so users that other processes forget may be unknown here. {Advice(error.Code)}"),
            _ => (HealthStatus.Healthy, $"{Words.Count(_store.ForgottenUsers, "user is", "users are")} forgotten in all processes."),
        };
    }

    public void Dispose() => _stopping.Dispose();

    private static string Advice(ErrorCode code) => code is ErrorCode.TopicAuthorizationFailed
        ? "Allow this user to read and write the topic."
        : KafkaAdvice.For(code.ToString(), "Client of the erasures");

    /// <summary>Adds users that were forgotten here.</summary>
    internal void Add(IReadOnlyList<string> userIds) => Add(userIds.Select(UserHash.Of));

    private void Add(IEnumerable<UInt128> hashes)
    {
        lock (_lock)
        {
            _unwritten.UnionWith(hashes);
        }

        _changed.Set();
    }

    /// <summary>Reads until it is stopped, with a new client after a failure. Before the topic is read whole, a failure ends the start.</summary>
    private void Read()
    {
        for (var failures = 1; !_stopping.IsCancellationRequested; failures++)
        {
            try
            {
                Follow();
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception e) when (!_whole.Task.IsCompletedSuccessfully)
            {
                _whole.TrySetException(e is KafkaException { Error: var error } and not UnusableTopicException ? Unusable(error.Code, "cannot be read") : e);
                return;
            }
            catch (Exception e)
            {
                var code = (e as KafkaException)?.Error.Code ?? ErrorCode.Local_Application;
                Report(new Error(code, e is KafkaException ? e.Message : e.GetType().Name));
                _stopping.Token.WaitHandle.WaitOne(_retries.DelayAfter(failures, Random.Shared.NextDouble()));
            }
        }
    }

    private void Follow()
    {
        using var consumer = Build();
        if (_seen is not null)
        {
            _known = [.. _store.GetForgottenHashesAsync(_stopping.Token).GetAwaiter().GetResult()];
        }

        var partitions = FindPartitions(consumer.Handle);
        var reading = partitions.Select(partition => partition.Partition).ToHashSet();
        consumer.Assign(partitions.Select(partition => new TopicPartitionOffset(partition, Offset.Beginning)));
        var batch = new List<UInt128>();
        try
        {
            while (!_stopping.IsCancellationRequested)
            {
                Interlocked.Exchange(ref _polled, _context.Time.GetTimestamp());
                var result = Poll(consumer, batch.Count == 0 ? _pollTimeout : TimeSpan.Zero);
                if (result?.IsPartitionEOF is false && HashOf(result) is { } hash)
                {
                    batch.Add(hash);
                }

                if (batch.Count >= BatchSize || (batch.Count > 0 && result?.IsPartitionEOF is not false))
                {
                    Learn(batch);
                    batch.Clear();
                }

                if (result?.IsPartitionEOF is true && reading.Remove(result.Partition) && reading.Count == 0)
                {
                    WriteMissing();
                }
            }
        }
        finally
        {
            consumer.Close();
        }
    }

    private ConsumeResult<byte[], byte[]>? Poll(IConsumer<byte[], byte[]> consumer, TimeSpan timeout)
    {
        try
        {
            return consumer.Consume(timeout);
        }
        catch (ConsumeException e) when (!e.Error.IsFatal && e.Error.Code is not ErrorCode.TopicAuthorizationFailed)
        {
            // A broker that is down: librdkafka retries.
            Report(e.Error);
            return null;
        }
    }

    /// <summary>Refuses users here, again and again until the store has them.</summary>
    private void Learn(List<UInt128> hashes)
    {
        _seen?.UnionWith(hashes);
        if (_known is { } known && hashes.TrueForAll(known.Contains))
        {
            return;
        }

        for (var failures = 1; ; failures++)
        {
            try
            {
                var (users, rows) = _store.LearnForgottenAsync(hashes, _stopping.Token).GetAwaiter().GetResult();
                if (users > 0)
                {
                    _context.Logger.Learned(_context.Label, users, rows);
                }

                return;
            }
            catch (DeliveryStoreException e) when (_whole.Task.IsCompletedSuccessfully)
            {
                Report(new Error(ErrorCode.Local_Application, e.Message));
                _stopping.Token.WaitHandle.WaitOne(_retries.DelayAfter(failures, 1));
                _stopping.Token.ThrowIfCancellationRequested();
            }
        }
    }

    /// <summary>Adds what the store knows and the topic does not, after the whole topic was read.</summary>
    private void WriteMissing()
    {
        if (_seen is { } seen)
        {
            Add(_known!.Where(hash => !seen.Contains(hash)));
            _seen = _known = null;
            _whole.TrySetResult();
            _ = CheckPolicyAsync();
        }
    }

    /// <summary>Writes users that were forgotten here, until it is stopped.</summary>
    private async Task WriteAsync()
    {
        try
        {
            await _whole.Task.WaitAsync(_stopping.Token).ConfigureAwait(false);
            using var producer = BuildProducer();
            for (var failures = 0; ;)
            {
                var changed = _changed.Next;
                List<UInt128> next;
                lock (_lock)
                {
                    next = [.. _unwritten.Take(BatchSize)];
                }

                if (next.Count == 0)
                {
                    await changed.OrAfterAsync(_recent, _context.Time, _stopping.Token).ConfigureAwait(false);
                    continue;
                }

                try
                {
                    await Task.WhenAll(next.Select(hash => producer.ProduceAsync(
                        _options.Topic, new Message<byte[], byte[]> { Key = KeyOf(hash), Value = _value }, _stopping.Token))).ConfigureAwait(false);
                    lock (_lock)
                    {
                        _unwritten.ExceptWith(next);
                    }

                    (failures, _writeError) = (0, null);
                    _context.Logger.SharedForgotten(_context.Label, next.Count);
                }
                catch (Exception e) when (!_stopping.IsCancellationRequested)
                {
                    var code = (e as KafkaException)?.Error.Code ?? ErrorCode.Local_Application;
                    _writeError = new ReportedError(code, _writeError?.At ?? _context.Time.GetUtcNow());
                    if (_lines.TryTake($"write {code}", 1, out _))
                    {
                        _context.Logger.NotShared(_context.Label, next.Count, code.ToString(), Advice(code));
                    }

                    await Waits.DelayAsync(_retries.DelayAfter(++failures, Random.Shared.NextDouble()), _context.Time, _stopping.Token).ConfigureAwait(false);
                }
            }
        }
        catch (Exception) when (_stopping.IsCancellationRequested || !_whole.Task.IsCompletedSuccessfully)
        {
            // The next start writes the rest; or this start has failed, and says why.
        }
    }

    private static byte[] KeyOf(UInt128 hash) => Encoding.ASCII.GetBytes(hash.ToString("x32", CultureInfo.InvariantCulture));

    /// <summary>Returns the hash in a message; null when the message holds none.</summary>
    private static UInt128? HashOf(ConsumeResult<byte[], byte[]> message) =>
        message.Message.Key is { Length: 32 } key
        && UInt128.TryParse(Encoding.ASCII.GetString(key), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hash)
            ? hash
            : null;

    private IConsumer<byte[], byte[]> Build() => KafkaClients.Build(_context.Account, "VidoraKafkaErasureOptions.Client", () => new ConsumerBuilder<byte[], byte[]>(
        new ConsumerConfig(_options.Client.ToDictionary())
        {
            // librdkafka wants a group, which this consumer does not join: each process reads the whole topic.
            GroupId = _options.Client.FirstOrDefault(setting => setting.Key == "group.id").Value ?? "vidora-forgotten",
            EnableAutoCommit = false,
            EnableAutoOffsetStore = false,
            EnablePartitionEof = true,
            AutoOffsetReset = AutoOffsetReset.Earliest,
        })
        .SetLogHandler((_, line) => _context.LogLibrdkafka(line))
        .SetErrorHandler((_, error) => Report(error))
        .Build());

    private IProducer<byte[], byte[]> BuildProducer() => new ProducerBuilder<byte[], byte[]>(
        new ProducerConfig(_options.Client.Where(setting => setting.Key != "group.id").ToDictionary())
        {
            Acks = Acks.All,
            LingerMs = 5,
            MessageTimeoutMs = (int)_produceTimeout.TotalMilliseconds,
        })
        .SetLogHandler((_, line) => _context.LogLibrdkafka(line))
        .SetErrorHandler((_, error) => _context.LogBrokerError(error))
        .Build();

    private List<TopicPartition> FindPartitions(Handle handle)
    {
        using var admin = new DependentAdminClientBuilder(handle).Build();
        TopicMetadata? topic = null;
        while (topic is null)
        {
            try
            {
                topic = admin.GetMetadata(_options.Topic, _metadataTimeout).Topics.Single();
            }
            catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_Transport or ErrorCode.Local_TimedOut or ErrorCode.Local_AllBrokersDown)
            {
                Report(e.Error);
                _stopping.Token.ThrowIfCancellationRequested();
            }
        }

        if (topic.Error.IsError || topic.Partitions.Count == 0)
        {
            throw Unusable(topic.Error.IsError ? topic.Error.Code : ErrorCode.UnknownTopicOrPart, "cannot be used");
        }

        return topic.Partitions.ConvertAll(partition => new TopicPartition(_options.Topic, partition.PartitionId));
    }

    /// <summary>Finds a topic that deletes old messages: its readers would forget who is forgotten.</summary>
    /// <remarks>The start does not wait for it: a broker that does not describe topics answers nothing.</remarks>
    private async Task CheckPolicyAsync()
    {
        try
        {
            using var admin = new AdminClientBuilder(_options.Client.Where(setting => setting.Key != "group.id"))
                .SetLogHandler((_, line) => _context.LogLibrdkafka(line))
                .SetErrorHandler((_, _) => { })
                .Build();
            var described = await admin.DescribeConfigsAsync(
                [new ConfigResource { Type = ResourceType.Topic, Name = _options.Topic }],
                new DescribeConfigsOptions { RequestTimeout = _produceTimeout }).ConfigureAwait(false);
            _policyFault = FindFaultOf(described.Single().Entries.GetValueOrDefault("cleanup.policy")?.Value);
        }
        catch (KafkaException e)
        {
            _context.Logger.PolicyUnknown(_context.Label, _options.Topic!, e.Error.Code.ToString());
        }
    }

    /// <summary>Returns what is wrong with a cleanup policy; null when nothing is, or when it is unknown.</summary>
    internal static string? FindFaultOf(string? policy) => policy is null or "compact"
        ? null
        : $"has cleanup.policy {policy}, which deletes old messages, and forgotten users with them. Set cleanup.policy of the topic to compact.";

    private UnusableTopicException Unusable(ErrorCode code, string what) => new(
        code,
        $"The topic {_options.Topic} of forgotten users {what} ({code}), and without it events of forgotten users would be forwarded. "
        + (code is ErrorCode.UnknownTopicOrPart or ErrorCode.Local_UnknownTopic ? "Create it with cleanup.policy=compact." : Advice(code)));

    private void Report(Error error)
    {
        _error = ReportedError.After(_error, error, _context.Time.GetUtcNow());
        _context.LogBrokerError(error);
    }

    /// <summary>Reports in a sentence why the topic cannot be used.</summary>
    private sealed class UnusableTopicException(ErrorCode code, string sentence) : KafkaException(new Error(code, sentence));
}
