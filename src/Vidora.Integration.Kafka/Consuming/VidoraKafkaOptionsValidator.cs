using System.Globalization;
using System.Text.RegularExpressions;
using Confluent.Kafka;
using Microsoft.Extensions.Options;

namespace Vidora.Integration.Kafka.Consuming;

/// <summary>Says which setting is wrong, its value, and what would be right.</summary>
internal sealed class VidoraKafkaOptionsValidator : IValidateOptions<VidoraKafkaOptions>
{
    private const int MaxWorkers = 64;
    private const long MinBufferedBytes = 1 << 20;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    public ValidateOptionsResult Validate(string? name, VidoraKafkaOptions options)
    {
        var wrong = new List<string>();
        var consumer = options.Consumer;
        Check(options.Topics.Count > 0, "Topics", "", "at least one topic");
        Check(options.Topics.All(topic => !string.IsNullOrEmpty(topic)), "Topics", string.Join(", ", options.Topics), "without empty names");
        Check(!string.IsNullOrEmpty(consumer.BootstrapServers), "Consumer.BootstrapServers", "", "brokers such as kafka-1:9092,kafka-2:9092");
        Check(!string.IsNullOrEmpty(consumer.GroupId), "Consumer.GroupId", "", "the name of the consumer group");
        Check(
            consumer.EnableAutoOffsetStore == false, "Consumer.EnableAutoOffsetStore", "true", "false: offsets are stored when their events are settled");
        Check(consumer.EnableAutoCommit is null or true, "Consumer.EnableAutoCommit", "false", "true: what is committed are the stored offsets");
        Check(
            options.DeadLetterTopic is not { } dead || (dead.Length > 0 && !options.Topics.Any(topic => Takes(topic, dead))),
            "DeadLetterTopic",
            options.DeadLetterTopic ?? "",
            "a topic that is not consumed, or nothing for the account's store");
        Check(
            options.WorkersPerPartition is >= 1 and <= MaxWorkers,
            "WorkersPerPartition",
            options.WorkersPerPartition.ToString(CultureInfo.InvariantCulture),
            string.Create(CultureInfo.InvariantCulture, $"from 1 to {MaxWorkers}"));
        Check(
            options.MaxBufferedBytes >= MinBufferedBytes,
            "MaxBufferedBytes",
            options.MaxBufferedBytes.ToString(CultureInfo.InvariantCulture),
            string.Create(CultureInfo.InvariantCulture, $"{MinBufferedBytes} or more"));
        Check(
            options.DrainTimeout >= TimeSpan.Zero && options.DrainTimeout <= TimeSpan.FromMinutes(4),
            "DrainTimeout",
            options.DrainTimeout.ToString("c"),
            "from 00:00:00 to 00:04:00");
        return wrong.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(wrong);

        void Check(bool right, string setting, string value, string should)
        {
            if (!right)
            {
                var of = string.IsNullOrEmpty(name) ? "" : $" of account \"{name}\"";
                wrong.Add($"VidoraKafkaOptions.{setting}{of} is \"{value}\" and must be {should}.");
            }
        }
    }

    /// <summary>Whether a topic is consumed: what lands in it would come back, and land in it again.</summary>
    private static bool Takes(string nameOrPattern, string topic)
    {
        if (nameOrPattern?.StartsWith('^') != true)
        {
            return nameOrPattern == topic;
        }

        try
        {
            return Regex.IsMatch(topic, nameOrPattern, RegexOptions.CultureInvariant, _patience);
        }
        catch (RegexMatchTimeoutException)
        {
            // It cannot be told, and what comes back for ever is the worse mistake.
            return true;
        }
        catch (ArgumentException)
        {
            // No pattern: librdkafka says so.
            return false;
        }
    }
}
