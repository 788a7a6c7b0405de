using Confluent.Kafka;
using Microsoft.Extensions.Options;

namespace Vidora.Integration.Kafka.Consuming;

/// <summary>Builds Kafka clients.</summary>
internal static class KafkaClients
{
    /// <summary>Builds a client. Throws OptionsValidationException when librdkafka rejects a setting.</summary>
    public static T Build<T>(string account, Func<T> build)
    {
        try
        {
            return build();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or KafkaException)
        {
            var of = account.Length == 0 ? "" : $" of account \"{account}\"";
            throw new OptionsValidationException(
                account, typeof(VidoraKafkaOptions), [$"VidoraKafkaOptions.Consumer{of} makes no Kafka client: {e.Message}"]);
        }
    }
}
