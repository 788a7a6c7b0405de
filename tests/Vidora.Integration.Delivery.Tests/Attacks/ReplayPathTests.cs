using System.Buffers;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Vidora.Integration.Delivery.Tests.Attacks;

/// <summary>
/// An attacker who can write into a folder of history puts links into it, to have files outside of it sent to Vidora, or a link to the folder
/// itself, or a pipe, to have the replay never end; or names a file so that the report is another one. Links below the folder are not
/// followed, not even when they take the place of a file between listing and reading.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Platform(Exclude = "Win", Reason = "Making a link needs a privilege there.")]
public sealed class ReplayPathTests : IDisposable
{
    private const string Batch = """{"mpid":"7","events":[{"event_type":"session_start","data":{"event_id":1,"timestamp_unixtime_ms":1719480000123}}]}""" + "\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Root => Path.Combine(_folder.Path, "history");

    [Test]
    public async Task Links_OutOfTheFolderAndInCircles_AreLeftOut()
    {
        Put("history/2026/1.txt");
        var outside = Put("outside/secret.txt");
        File.CreateSymbolicLink(Path.Combine(Root, "file.txt"), outside);
        File.CreateSymbolicLink(Path.Combine(Root, "dangling.txt"), Path.Combine(_folder.Path, "nothing"));
        Directory.CreateSymbolicLink(Path.Combine(Root, "folder"), Path.GetDirectoryName(outside)!);
        Directory.CreateSymbolicLink(Path.Combine(Root, "2026", "circle"), Root);

        var report = await RunAsync(ReplayInput.FromFiles([Root]));

        Assert.That(report.Total.Events, Is.EqualTo(1));
        Assert.That(
            report.Files.Where(file => file.State == ReplayFileState.LeftOut).Select(file => Path.GetRelativePath(Root, file.Name)),
            Is.EqualTo(new[] { "2026/circle", "dangling.txt", "file.txt", "folder" }));
        Assert.That(report.Files.Select(file => file.Problem), Has.Exactly(4).EqualTo("Links are not followed."));
    }

    [Test]
    public async Task Link_ThatTakesThePlaceOfAFileOrItsFolderAfterListing_IsNotRead([Values] bool folder)
    {
        var inside = Put("history/2026/1.txt");
        var outside = Put("outside/1.txt");
        var inputs = ReplayInput.FromFiles([Root]);
        if (folder)
        {
            Directory.Delete(Path.GetDirectoryName(inside)!, recursive: true);
            Directory.CreateSymbolicLink(Path.GetDirectoryName(inside)!, Path.GetDirectoryName(outside)!);
        }
        else
        {
            File.Delete(inside);
            File.CreateSymbolicLink(inside, outside);
        }

        var report = await RunAsync(inputs);

        Assert.That(report.Total.Events, Is.Zero);
        Assert.That(report.Files.Single().State, Is.EqualTo(ReplayFileState.Unreadable));
        Assert.That(report.Files.Single().Problem, Does.Contain("Links are not followed"));
    }

    [Test]
    public async Task Pipe_NobodyWritesTo_IsLeftOut()
    {
        Put("history/1.txt");
        using (var mkfifo = Process.Start("mkfifo", Path.Combine(Root, "0.txt")))
        {
            await mkfifo.WaitForExitAsync();
        }

        var report = await RunAsync(ReplayInput.FromFiles([Root]));

        Assert.That(report.Files.Select(file => file.State), Is.EqualTo(new[] { ReplayFileState.LeftOut, ReplayFileState.Complete }));
    }

    [TestCase("a\nadds_up: true.txt")]
    [TestCase("\u001b[2J.txt", TestName = "Name_MadeToBeAnotherLine_IsOneTextOfTheReportAndTheCheckpoint(escape sequence)")]
    [TestCase("\",\"state\":\"complete.txt")]
    [TestCase("a\\..\\..\\b.txt")]
    public async Task Name_MadeToBeAnotherLine_IsOneTextOfTheReportAndTheCheckpoint(string name)
    {
        Put("history/" + name);
        var checkpoint = _folder.File("checkpoint");
        var inputs = ReplayInput.FromFiles([Root]);

        var report = await RunAsync(inputs, checkpoint);
        var output = new ArrayBufferWriter<byte>();
        report.WriteTo(output);

        using var json = JsonDocument.Parse(output.WrittenMemory);
        Assert.That(json.RootElement.GetProperty("files").EnumerateArray().Single().GetProperty("name").GetString(), Is.EqualTo(Path.Combine(Root, name)));
        foreach (var line in Encoding.UTF8.GetString(output.WrittenSpan).Split('\n').Concat(File.Exists(checkpoint) ? await File.ReadAllLinesAsync(checkpoint) : []))
        {
            Assert.That(line.TrimEnd('\r').Any(char.IsControl), Is.False, line);
        }
    }

    private static async Task<ReplayReport> RunAsync(IReadOnlyList<ReplayInput> inputs, string? checkpoint = null)
    {
        using var http = new HttpClient();
        var account = new VidoraOptions { ApiKey = "key" };
        using var replay = new VidoraReplay(new VidoraClient(http, account), account);
        return await replay.RunAsync(inputs, new ReplayOptions { DryRun = true, CheckpointFile = checkpoint });
    }

    private string Put(string name)
    {
        var path = Path.Combine(_folder.Path, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, Batch);
        return path;
    }
}
