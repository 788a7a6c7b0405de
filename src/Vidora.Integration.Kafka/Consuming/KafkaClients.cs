using Confluent.Kafka;
using Microsoft.Extensions.Options;

namespace Vidora.Integration.Kafka.Consuming;

/// <summary>Consumers and producers of an account, all of them with its settings.</summary>
internal static class KafkaClients
{
    /// <summary>Builds a client; what librdkafka thinks of the settings is told as what is wrong with the options.</summary>
    /// <param name="account">The account's name; empty for the default one.</param>
    /// <param name="build">Builds it.</param>
    /// <exception cref="OptionsValidationException">One of the settings cannot be.</exception>
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
