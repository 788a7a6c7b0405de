using Confluent.Kafka;
using Microsoft.Extensions.Options;

namespace Vidora.Integration.Kafka.Consuming;

/// <summary>Builds Kafka clients.</summary>
internal static class KafkaClients
{
    public const string ConsumerOption = "VidoraKafkaOptions.Consumer";

    /// <summary>Builds a client. Throws OptionsValidationException when librdkafka rejects a setting.</summary>
    /// <param name="account">The account.</param>
    /// <param name="option">The option with the settings.</param>
    /// <param name="build">Builds the client.</param>
    public static T Build<T>(string account, string option, Func<T> build)
    {
        try
        {
            return build();
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or KafkaException)
        {
            var of = account.Length == 0 ? "" : $" of account \"{account}\"";
            throw new OptionsValidationException(
                account, typeof(VidoraKafkaOptions), [$"{option}{of} makes no Kafka client: {e.Message}"]);
        }
    }
}
