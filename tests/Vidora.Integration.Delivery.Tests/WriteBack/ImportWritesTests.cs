using Vidora.Integration.Delivery.Tests.Sqlite;

namespace Vidora.Integration.Delivery.Tests.WriteBack;

[Slow]
[TestFixture]
public sealed class ImportWritesTests
{
    [Test]
    public async Task RunAsync_ManyRequests_EachAcceptedRowIsWrittenOnce()
    {
        using var small = new ImportHarness();
        using var large = new ImportHarness();

        Assert.That(await WrittenAsync(large, 4_000), Is.LessThan(6 * await WrittenAsync(small, 1_000)), "not the square of the requests");
    }

    private static async Task<long> WrittenAsync(ImportHarness harness, int rows)
    {
        using var disk = new SimulatedDisk(Path.GetDirectoryName(harness.StateFile)!);
        await harness.RunAsync(ImportHarness.Rows(rows));
        return disk.BytesWritten;
    }
}
