using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Vidora.Integration.Delivery;
using Vidora.Integration.Telemetry;

namespace Vidora.Integration.Kafka.Telemetry;

/// <summary>Holds the account, the clock and the log of a consumer for its parts. Limits lines that repeat.</summary>
internal sealed class ConsumerContext(string account, TimeProvider time, ILogger logger)
{
    /// <summary>librdkafka's facility of settings that a client ignores. The dead-letter producer gets the consumer's.</summary>
    private const string IgnoredSetting = "CONFWARN";

    private readonly LineLimit _errors = new(time);
    private readonly LineLimit _lines = new(time);
    private readonly LineLimit _steps = new(time);
    private readonly LineLimit _died = new(time);
    private readonly LineLimit _poisoned = new(time);
    private readonly LineLimit _notKept = new(time);
    private readonly LineLimit _leftOut = new(time);
    private readonly ConcurrentDictionary<string, TopicPartitionOffset> _lastPoison = new(StringComparer.Ordinal);

    public string Account => account;

    /// <summary>Gets the account's name in logs and metrics.</summary>
    public string Label { get; } = VidoraTelemetry.NameOf(account);

    public TimeProvider Time => time;

    public ILogger Logger => logger;

    /// <summary>Logs an error of the brokers. During an outage librdkafka reports several a second.</summary>
    public void LogBrokerError(Error error)
    {
        if (_errors.TryTake(error.Code.ToString(), 1, out var count))
        {
            logger.BrokerError(Label, error.Code.ToString(), error.Reason, count);
        }
    }

    /// <summary>Logs a line of librdkafka at its own level, and one that repeats at Debug.</summary>
    public void LogLibrdkafka(LogMessage line)
    {
        var level = (LogLevel)line.LevelAs(LogLevelType.MicrosoftExtensionsLogging);
        var isLoud = level > LogLevel.Debug && line.Facility != IgnoredSetting && _lines.TryTake($"{level} {line.Facility}", 1, out _);
        logger.Librdkafka(isLoud ? level : LogLevel.Debug, Label, line.Facility, line.Message);
    }

    public void LogCommitFailed(Error error)
    {
        if (_errors.TryTake($"commit {error.Code}", 1, out var count))
        {
            logger.CommitFailed(Label, error.Code.ToString(), count);
        }
    }

    public void LogStepFailed(string step, string partition, string failure)
    {
        if (_steps.TryTake(step, 1, out var count))
        {
            logger.StepFailed(Label, step, partition, failure, count);
        }
    }

    public void LogDied(IEnumerable<string> reasons)
    {
        foreach (var (reason, count) in reasons.CountBy(reason => reason))
        {
            if (_died.TryTake(reason, count, out var sum))
            {
                logger.Died(Label, sum, reason);
            }
        }
    }

    public void LogPoisoned(string reason, int documents, int notKept, TopicPartitionOffset offset)
    {
        _lastPoison[reason] = offset;
        if (_poisoned.TryTake(reason, documents, out var sum))
        {
            logger.Poisoned(Label, sum, reason, offset.TopicPartition.ToString(), offset.Offset.Value);
        }

        if (notKept > 0 && _notKept.TryTake(reason, notKept, out sum))
        {
            logger.NotKept(Label, sum, reason);
        }
    }

    /// <summary>Logs what the mapper left out of the last minutes.</summary>
    public void LogLeftOut(Intake intake)
    {
        if (_leftOut.TryTake(nameof(Intake), 1, out _))
        {
            var (forwarded, leftOut, reason) = intake.Read();
            logger.LeftOut(leftOut > forwarded ? LogLevel.Warning : LogLevel.Information, Label, leftOut, forwarded + leftOut, reason);
        }
    }

    /// <summary>Logs what was counted and no line has said.</summary>
    /// <param name="all">Whether no line follows.</param>
    public void LogRest(bool all)
    {
        foreach (var (reason, count) in _died.TakeDue(all))
        {
            logger.Died(Label, count, reason);
        }

        foreach (var (reason, count) in _poisoned.TakeDue(all))
        {
            logger.Poisoned(Label, count, reason, _lastPoison[reason].TopicPartition.ToString(), _lastPoison[reason].Offset.Value);
        }

        foreach (var (reason, count) in _notKept.TakeDue(all))
        {
            logger.NotKept(Label, count, reason);
        }
    }
}
