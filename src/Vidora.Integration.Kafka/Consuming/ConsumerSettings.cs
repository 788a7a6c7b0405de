using System.Text.RegularExpressions;
using Vidora.Integration.Settings;

namespace Vidora.Integration.Kafka.Consuming;

/// <summary>Checks the topics and the settings of the consumer.</summary>
internal static partial class ConsumerSettings
{
    private static readonly TimeSpan _matchTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Returns librdkafka's name of a setting: <c>bootstrap.servers</c> for <c>BootstrapServers</c>.</summary>
    public static string NameOf(string key) => key.Contains('.', StringComparison.Ordinal)
        ? key
        : Capital().Replace(key, ".$0").ToLowerInvariant();

    public static void Check(VidoraKafkaOptions options, Failures failures)
    {
        var consumer = options.Consumer;
        Check(options.Topics.Count > 0, "Topics", "is empty; it must have at least one topic", "[\"mparticle-events\"]");
        Check(!options.Topics.Any(string.IsNullOrEmpty), "Topics", "has an empty name", "[\"mparticle-events\"]");
        Check(!string.IsNullOrEmpty(consumer.BootstrapServers), "Consumer.BootstrapServers", "is not set", "\"kafka-1:9092,kafka-2:9092\"");
        Check(!string.IsNullOrEmpty(consumer.GroupId), "Consumer.GroupId", "is not set", "\"vidora\"");
        Check(consumer.EnableAutoOffsetStore == false, "Consumer.EnableAutoOffsetStore", "is true, which stores offsets before settlement", "false");
        Check(consumer.EnableAutoCommit is null or true, "Consumer.EnableAutoCommit", "is false, which never commits stored offsets", "true");
        Check(
            options.DeadLetterTopic is not { } dead || (dead.Length > 0 && !options.Topics.Any(topic => Matches(topic, dead))),
            "DeadLetterTopic",
            $"is \"{options.DeadLetterTopic}\"; it must be a topic that is not consumed, or null for the account's store",
            "null");

        void Check(bool isValid, string setting, string problem, string code)
        {
            if (!isValid)
            {
                failures.Add(setting, problem, code);
            }
        }
    }

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

    [GeneratedRegex("(?<!^)[A-Z]", RegexOptions.CultureInvariant)]
    private static partial Regex Capital();
}
