using System.Collections.Concurrent;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Vidora.Integration.Delivery.Timing;

namespace Vidora.Integration.Kafka.Telemetry;

/// <summary>Holds the account, the clock and the log of a consumer for its parts.</summary>
internal sealed class ConsumerContext(string account, TimeProvider time, ILogger logger)
{
    private readonly ConcurrentDictionary<ErrorCode, RateLimit> _limits = new();

    public string Account => account;

    /// <summary>Gets the account's name in logs and metrics.</summary>
    public string Label { get; } = VidoraTelemetry.NameOf(account);

    public TimeProvider Time => time;

    public ILogger Logger => logger;

    /// <summary>Logs an error of the brokers, each code rate-limited: during an outage librdkafka reports several a second.</summary>
    public void LogBrokerError(Error error)
    {
        if (_limits.GetOrAdd(error.Code, _ => new RateLimit(time)).TryTake())
        {
            logger.BrokerError(Label, error.Code.ToString(), error.Reason);
        }
    }

    public void LogLibrdkafka(LogMessage line) => logger.Librdkafka(Label, line.Facility, line.Message);
}
