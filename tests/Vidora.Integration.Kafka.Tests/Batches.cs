using System.Globalization;
using System.Text;
using Confluent.Kafka;

namespace Vidora.Integration.Kafka.Tests;

/// <summary>What mParticle writes to a topic: one batch a message, under the user's id. Events are named USER-NUMBER.</summary>
internal static class Batches
{
    public static string Of(int user, int first, int events)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $$"""{"mpid":"{{user}}","environment":"production","events":[""");
        for (var i = 0; i < events; i++)
        {
            text.Append(i == 0 ? "" : ",").Append(
                CultureInfo.InvariantCulture,
                $$$"""{"event_type":"custom_event","data":{"event_name":"look","event_id":"{{{user}}}-{{{first + i}}}","timestamp_unixtime_ms":1772366400000}}""");
        }

        return text.Append("]}").ToString();
    }

    /// <summary>Writes messages of users 1 to so many, in turn, each user's events numbered on.</summary>
    /// <returns>The ids of the events.</returns>
    /// <param name="cluster">The brokers.</param>
    /// <param name="messages">How many.</param>
    /// <param name="users">Of how many users.</param>
    /// <param name="eventsEach">Events in a message.</param>
    /// <param name="from">How many were written before.</param>
    /// <param name="written">Hears where each message is, and its events.</param>
    public static List<string> Produce(
        MockCluster cluster,
        int messages,
        int users = 20,
        int eventsEach = 2,
        int from = 0,
        Action<TopicPartitionOffset, List<string>>? written = null)
    {
        var ids = new List<string>();
        for (var i = from; i < from + messages; i++)
        {
            var user = 1 + (i % users);
            var first = i / users * eventsEach;
            var own = Enumerable.Range(first, eventsEach).Select(number => string.Create(CultureInfo.InvariantCulture, $"{user}-{number}")).ToList();
            cluster.Producer.Produce(
                "events",
                new Message<string?, string> { Key = user.ToString(CultureInfo.InvariantCulture), Value = Of(user, first, eventsEach) },
                report => written?.Invoke(report.TopicPartitionOffset, own));
            ids.AddRange(own);
        }

        cluster.Producer.Flush(TimeSpan.FromSeconds(60));
        return ids;
    }

    /// <summary>
    /// Events that arrived more often than their partition was assigned. Consuming again from what was committed is
    /// the only way to send twice, however often the group rebalances.
    /// </summary>
    /// <param name="accepted">What arrived.</param>
    /// <param name="partitions">Where each event was written to.</param>
    /// <param name="log">What all members have logged.</param>
    public static IEnumerable<string> SentTooOften(
        IEnumerable<(string User, string EventId)> accepted, IReadOnlyDictionary<string, int> partitions, LogLines log)
    {
        var assigned = partitions.Values.Distinct().ToDictionary(partition => partition, log.TimesAssigned);
        return accepted
            .CountBy(e => e.EventId)
            .Where(sent => sent.Value > assigned[partitions[sent.Key]])
            .Select(sent => string.Create(
                CultureInfo.InvariantCulture, $"{sent.Key} {sent.Value} times, its partition given {assigned[partitions[sent.Key]]} times"));
    }

    /// <summary>Users whose events arrived in another order than they were written, the first arrival of each counting.</summary>
    public static IEnumerable<string> OutOfOrder(IEnumerable<(string User, string EventId)> accepted) => accepted
        .DistinctBy(e => e.EventId)
        .GroupBy(e => e.User, e => int.Parse(e.EventId[(e.EventId.IndexOf('-', StringComparison.Ordinal) + 1)..], CultureInfo.InvariantCulture))
        .Where(numbers => !numbers.SequenceEqual(numbers.Order()))
        .Select(numbers => numbers.Key);
}
