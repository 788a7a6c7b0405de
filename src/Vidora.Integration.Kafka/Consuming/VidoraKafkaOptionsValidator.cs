using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace Vidora.Integration.Kafka.Consuming;

/// <summary>Checks the options. Each failure names the setting, its value and the values that are valid.</summary>
internal sealed class VidoraKafkaOptionsValidator : IValidateOptions<VidoraKafkaOptions>
{
    private static readonly TimeSpan _matchTimeout = TimeSpan.FromSeconds(1);

    public ValidateOptionsResult Validate(string? name, VidoraKafkaOptions options)
    {
        var wrong = new List<string>();
        var consumer = options.Consumer;
        Check(options.Topics.Count > 0, "Topics", "", "at least one topic");
        Check(options.Topics.All(topic => !string.IsNullOrEmpty(topic)), "Topics", string.Join(", ", options.Topics), "without empty names");
        Check(!string.IsNullOrEmpty(consumer.BootstrapServers), "Consumer.BootstrapServers", "", "brokers such as kafka-1:9092,kafka-2:9092");
        Check(!string.IsNullOrEmpty(consumer.GroupId), "Consumer.GroupId", "", "the name of the consumer group");
        Check(consumer.EnableAutoOffsetStore == false, "Consumer.EnableAutoOffsetStore", "true", "false, because offsets are stored after settlement");
        Check(consumer.EnableAutoCommit is null or true, "Consumer.EnableAutoCommit", "false", "true, because librdkafka commits the stored offsets");
        Check(
            options.DeadLetterTopic is not { } dead || (dead.Length > 0 && !options.Topics.Any(topic => Matches(topic, dead))),
            "DeadLetterTopic",
            options.DeadLetterTopic,
            "a topic that is not consumed, or null for the account's store");
        Check(
            options.WorkersPerPartition is >= 1 and <= VidoraKafkaOptions.MaxWorkers,
            "WorkersPerPartition",
            options.WorkersPerPartition,
            Text($"from 1 to {VidoraKafkaOptions.MaxWorkers}"));
        Check(
            options.MaxBufferedBytes >= VidoraKafkaOptions.MinBufferedBytes,
            "MaxBufferedBytes",
            options.MaxBufferedBytes,
            Text($"{VidoraKafkaOptions.MinBufferedBytes} or more"));
        Check(
            options.DrainTimeout >= TimeSpan.Zero && options.DrainTimeout <= VidoraKafkaOptions.MaxDrainTimeout,
            "DrainTimeout",
            options.DrainTimeout,
            Text($"from 00:00:00 to {VidoraKafkaOptions.MaxDrainTimeout:c}"));
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);

        void Check(bool isValid, string setting, object? value, string valid)
        {
            if (!isValid)
            {
                var of = string.IsNullOrEmpty(name) ? "" : $" of account \"{name}\"";
                wrong.Add(Text($"VidoraKafkaOptions.{setting}{of} is \"{value}\" and must be {valid}."));
            }
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Returns whether a topic is consumed: a dead letter in it would be consumed again and again.</summary>
    private static bool Matches(string? nameOrPattern, string topic)
    {
        if (nameOrPattern?.StartsWith('^') != true)
        {
            return nameOrPattern == topic;
        }

        try
        {
            return Regex.IsMatch(topic, nameOrPattern, RegexOptions.CultureInvariant, _matchTimeout);
        }
        catch (RegexMatchTimeoutException)
        {
            // Unknown, and an endless circle is the worse mistake.
            return true;
        }
        catch (ArgumentException)
        {
            // Not a pattern: librdkafka rejects it.
            return false;
        }
    }
}
