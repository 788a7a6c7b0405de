using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace Vidora.Integration.Kafka.Telemetry;

/// <summary>Of an outage librdkafka reports several times a second: the log hears of each error now and then. Safe for concurrent use.</summary>
internal sealed class BrokerErrorLog(string account, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan _silence = TimeSpan.FromSeconds(30);

    private readonly Dictionary<ErrorCode, long> _said = [];

    public void Write(Error error)
    {
        lock (_said)
        {
            if (_said.TryGetValue(error.Code, out var said) && time.GetElapsedTime(said) <= _silence)
            {
                return;
            }

            _said[error.Code] = time.GetTimestamp();
        }

        logger.BrokerError(account, error.Code.ToString(), error.Reason);
    }
}
