using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Vidora.Integration.Delivery.WriteBack.Exports;
using Vidora.Integration.Delivery.WriteBack.Importing;
using Vidora.Integration.Delivery.WriteBack.State;

namespace Vidora.Integration.Delivery.Tests.Attacks;

/// <summary>
/// A prediction export or a file of history is small on disk and huge once it is unpacked, or holds ids whose hashes collide. Files are
/// read as they are unpacked: memory stays that of a row or a document, and time that of the unpacked size.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[NonParallelizable]
[Slow]
public sealed class ExportBombTests : IDisposable
{
    private const int Unpacked = 16 * 1024 * 1024;
    private const int Bound = 12 * 1024 * 1024;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestCase("", "x", "a row is longer")]
    [TestCase("user_id,Score\n1,", "0", "a row is longer")]
    [TestCase("user_id,Score\n1,\"", "\n", "a row is longer")]
    [TestCase("user_id,Score\n", "1,0.5\n", null)]
    [TestCase("user_id,Score\n", "\n", null)]
    [TestCase("user_id,Score\n", ",,,,,,,,,,,,,,,\n", null)]
    public async Task Export_UnpacksThousandfold_IsReadWithinTheSameMemory(string head, string filling, string? problem)
    {
        var path = Pack("bomb.csv.gz", head, filling);
        Assert.That(new FileInfo(path).Length, Is.LessThan(Unpacked / 50));

        await AssertMemoryStaysAsync(() =>
        {
            if (problem is null)
            {
                Assert.That(Read(path), Is.LessThanOrEqualTo(1));
            }
            else
            {
                Assert.That(() => Read(path), Throws.TypeOf<PredictionExportException>().With.Message.Contains(problem));
            }
        });

        static int Read(string path)
        {
            using var reader = new PredictionExportReader(new PredictionExportFile { Path = path, Pipeline = "P" });
            return reader.ReadRows().Count(row => row.Problem is null);
        }
    }

    [TestCase("", "x")]
    [TestCase("", " ")]
    [TestCase("{\"mpid\":\"", "x")]
    [TestCase("{\"a\":", "[")]
    [TestCase("", "[")]
    [TestCase("", "\n")]
    public async Task History_UnpacksThousandfold_IsReadWithinTheSameMemory(string head, string filling)
    {
        var path = Pack("bomb.json.gz", head, filling);
        using var client = new HttpClient();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        using var replay = new VidoraReplay(
            new VidoraClient(client, new VidoraOptions { ApiKey = "key" }), new VidoraOptions { ApiKey = "key" });

        var report = await replay.RunAsync(ReplayInput.FromFiles([path]), new ReplayOptions { DryRun = true });

        Assert.That(report.AddsUp, Is.True);
        Assert.That(report.Total.Events, Is.Zero);
        Assert.That(GC.GetTotalMemory(forceFullCollection: true) - before, Is.LessThan(Bound));
    }

    [Test]
    public void UserIds_ThatCollided_CostWhatOthersCost()
    {
        // The inverse of the multiplier that the set once had: these ids were all in one place of it.
        const long Inverse = unchecked((long)0xF1DE_83E1_9937_733D);
        var ratio = double.MaxValue;
        for (var i = 0; i < 3; i++)
        {
            ratio = Math.Min(ratio, Time(n => n * Inverse) / Time(n => n * 7_919));
        }

        TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ratio:F2} times as long"));
        Assert.That(ratio, Is.LessThan(20));

        static double Time(Func<long, long> idOf)
        {
            var set = new UserIdSet();
            var started = Stopwatch.GetTimestamp();
            for (var n = 1L; n <= 50_000; n++)
            {
                set.Add(idOf(n));
            }

            return Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
    }

    private static async Task AssertMemoryStaysAsync(Action work)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var most = 0L;
        var working = Task.Run(work);
        while (await Task.WhenAny(working, Task.Delay(50)) != working)
        {
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        await working;
        Assert.That(most, Is.LessThan(Bound));
    }

    private string Pack(string name, string head, string filling)
    {
        var path = _folder.File(name);
        using var gzip = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        gzip.Write(Encoding.UTF8.GetBytes(head));
        var block = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(filling, 65_536 / filling.Length)));
        for (var written = 0; written < Unpacked; written += block.Length)
        {
            gzip.Write(block);
        }

        return path;
    }
}
