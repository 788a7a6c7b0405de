using System.Globalization;
using Vidora.Integration.Emulator;
using Vidora.Integration.Generator;

namespace Vidora.Samples.Console.Tests;

/// <summary>
/// The memory of a replay does not depend on how large the archive is: it gets by with less than the archive's size.
/// VIDORA_TEST_MEGABYTES sets the size.
/// </summary>
[Slow]
[Parallelizable]
public sealed class ReplayMemoryTests
{
    private const long MaxPeak = 300_000_000;
    private const long HeapLimit = 80_000_000;

    private static readonly int _megabytes = TestRun.Size("VIDORA_TEST_MEGABYTES", usual: 100, full: 1_000);

    [Test]
    public async Task Replay_LargeArchive_TakesLittleMemory()
    {
        var (folder, documents) = WriteArchive(_megabytes);
        try
        {
            await using var vidora = await VidoraEmulator.StartAsync(options => options.CountOnly = true);

            // All that it keeps of what it has read would be too much for this heap.
            Assert.That(HeapLimit, Is.LessThan(_megabytes * 1_000_000L));
            string[] checkpoint = ["--checkpoint", Path.Combine(Fixture.NewFolder("state"), "checkpoint")];
            using var replay = ReplayProcess.Start(folder, vidora.Address, checkpoint, HeapLimit);
            await AssertCompleteAsync(replay, documents);
            TestContext.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_megabytes} MB: peak {replay.PeakMemory / 1_000_000} MB"));
            Assert.That(replay.PeakMemory, Is.GreaterThan(0).And.LessThan(MaxPeak));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task AssertCompleteAsync(TestProcess replay, long documents)
    {
        var (exitCode, output, error) = await replay.EndAsync(TimeSpan.FromMinutes(10));
        Assert.That(exitCode, Is.Zero, output + error);
        Assert.That(output, Does.Match(string.Create(CultureInfo.InvariantCulture, $"Documents read +{documents:N0}")));
    }

    /// <summary>Files of the same batches: what they hold does not matter here, and making them takes longest.</summary>
    private static (string Folder, long Documents) WriteArchive(int megabytes)
    {
        var folder = Fixture.NewFolder("large");
        var files = Math.Max(4, megabytes / 30);
        var generator = new BatchGenerator(seed: 20_260_301);
        using var content = new MemoryStream();
        var documents = 0L;
        while (content.Length < megabytes * 1_000_000L / files)
        {
            content.Write(generator.Next());
            content.WriteByte((byte)'\n');
            documents++;
        }

        for (var file = 0; file < files; file++)
        {
            var day = Directory.CreateDirectory(Path.Combine(folder, file.ToString("00", CultureInfo.InvariantCulture))).FullName;
            using var stream = File.Create(Path.Combine(day, "Shop.txt"));
            content.WriteTo(stream);
        }

        return (folder, documents * files);
    }
}
