using System.Globalization;
using Confluent.Kafka;

namespace Vidora.Integration.Kafka.Tests;

/// <summary>Runs a member as a separate process, which can crash. It runs until it is killed or disposed.</summary>
internal static class MemberProcess
{
    public static TestProcess Start(string bootstrapServers, Uri vidora, PartitionAssignmentStrategy strategy, int workers, LogLines log) =>
        TestProcess.Dotnet(
            typeof(MemberProcess).Assembly.Location,
            ["consume", bootstrapServers, vidora.ToString(), strategy.ToString(), workers.ToString(CultureInfo.InvariantCulture)],
            start => start.RedirectStandardInput = true,
            log.Add);
}
