using System.Globalization;
using Confluent.Kafka;
using Vidora.Integration.Kafka.Tests;

// A member of a group in a process of its own, for tests that kill it. Writes what it logs, and stops in good order when
// its input ends.
if (args is not ["consume", var bootstrapServers, var vidora, var strategy, var workers])
{
    await Console.Error.WriteLineAsync("Usage: consume BOOTSTRAP-SERVERS VIDORA STRATEGY WORKERS");
    return 1;
}

await using var member = await Member.StartAsync(
    bootstrapServers,
    new Uri(vidora),
    options =>
    {
        options.Consumer.PartitionAssignmentStrategy = Enum.Parse<PartitionAssignmentStrategy>(strategy);
        options.WorkersPerPartition = int.Parse(workers, CultureInfo.InvariantCulture);
    },
    new LogLines(Console.Out));
await Console.In.ReadToEndAsync();
return 0;
