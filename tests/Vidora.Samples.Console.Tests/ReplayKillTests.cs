using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Vidora.Integration.Emulator;

namespace Vidora.Samples.Console.Tests;

/// <summary>
/// Kills a real replay at random moments, while Vidora answers slowly, fails and cuts connections, and starts it again on its
/// checkpoint. VIDORA_TEST_KILLS sets how often.
/// </summary>
[Slow]
[Parallelizable]
public sealed class ReplayKillTests
{
    private const int Files = 6;
    private const int DocumentsOfAFile = 4_500;
    private const int EventsOfADocument = 3;

    /// <summary>The default of <c>ReplayOptions.MaxWindowEvents</c>, and the document that makes it full.</summary>
    private const int Window = 20_000 + EventsOfADocument;

    private static readonly int _kills = TestRun.Size("VIDORA_TEST_KILLS", usual: 4, full: 20);

    [Test]
    public async Task Replay_KilledAgainAndAgain_LosesNothingAndRepeatsAtMostOneWindowEach()
    {
        var seed = TestRun.Seed(20260301);
        var random = new Random(seed);
        var archive = WriteArchive();
        var checkpoint = Path.Combine(Fixture.NewFolder("state"), "checkpoint");
        await using var vidora = await VidoraEmulator.StartAsync();
        var kills = 0;
        while (kills < _kills)
        {
            AddFaults(vidora, random);
            var before = vidora.GetState().Received;
            var more = random.Next(1, 15_000);
            using var replay = ReplayProcess.Start(archive, vidora.Address, ["--checkpoint", checkpoint]);
            await Eventually.IsTrueAsync(() => vidora.GetState().Received >= before + more || replay.HasEnded);
            if (replay.HasEnded)
            {
                break;
            }

            await replay.KillAsync();
            kills++;
            AssertSettled(vidora, archive, checkpoint, seed);
        }

        vidora.Script.Clear();
        using var last = ReplayProcess.Start(archive, vidora.Address, ["--checkpoint", checkpoint]);
        var (exitCode, output, error) = await last.EndAsync();

        var received = vidora.Events.Select(one => (one.Event.EventId, Json: one.ToString())).ToList();
        var ids = received.Select(one => one.EventId).ToHashSet();
        const int Total = Files * DocumentsOfAFile * EventsOfADocument;
        Assert.That(exitCode, Is.Zero, $"seed {seed}: {output}{error}");
        Assert.That(output, Does.Contain("It adds up.").And.Match(string.Create(CultureInfo.InvariantCulture, $"delivered +{Total:N0}")));
        Assert.That(ids, Has.Count.EqualTo(Total), $"seed {seed}: nothing is lost");
        Assert.That(received.Distinct().Count(), Is.EqualTo(Total), $"seed {seed}: what came twice is the same event under the same id");
        Assert.That(received, Has.Count.LessThanOrEqualTo(Total + (kills * Window)), $"seed {seed}: a window a kill came twice at most");
        Assert.That(vidora.Events.Invalid, Is.Empty);
        Assert.That(kills, Is.GreaterThan(_kills / 2), $"seed {seed}: it was still at work");
        TestContext.Out.WriteLine($"Seed {seed}: {kills} kills, {received.Count - Total} of {Total} events came again.");
    }

    [Test]
    public async Task Replay_TwoProcessesOnOneCheckpoint_TheSecondEnds1()
    {
        var archive = Fixture.NewFolder("archive");
        await File.WriteAllTextAsync(Path.Combine(archive, "Shop.txt"), Batch(1, ["a"]));
        var checkpoint = Path.Combine(Fixture.NewFolder("state"), "checkpoint");
        await using var vidora = await VidoraEmulator.StartAsync();
        vidora.Script.Add(new FaultRule { Route = "POST /v1/validate", Answers = [new() { Delay = TimeSpan.FromMinutes(1), Times = 10 }] });
        using var first = ReplayProcess.Start(archive, vidora.Address, ["--checkpoint", checkpoint]);
        await Eventually.IsTrueAsync(() => File.Exists(checkpoint + ".lock"));

        using var second = ReplayProcess.Start(archive, vidora.Address, ["--checkpoint", checkpoint]);
        var (exitCode, _, error) = await second.EndAsync();
        Assert.That((exitCode, error.Contains("in use by process", StringComparison.Ordinal)), Is.EqualTo((1, true)), error);

        // A process that was killed has it no longer.
        await first.KillAsync();
        vidora.Script.Clear();
        using var third = ReplayProcess.Start(archive, vidora.Address, ["--checkpoint", checkpoint]);
        Assert.That((await third.EndAsync()).ExitCode, Is.Zero);
    }

    /// <summary>What the checkpoint calls settled has arrived, and no more than a window besides.</summary>
    private static void AssertSettled(VidoraEmulator vidora, string archive, string checkpoint, int seed)
    {
        var settled = new Dictionary<string, long>(StringComparer.Ordinal);
        using var connection = new SqliteConnection($"Data Source={checkpoint};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT name, documents FROM input";
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            settled[Path.GetFileName(row.GetString(0))] = row.GetInt64(1);
        }

        var arrived = vidora.Events.Select(one => one.Event.EventId!).ToHashSet(StringComparer.Ordinal);
        var known = settled.SelectMany(file => Enumerable.Range(0, (int)file.Value).SelectMany(document => Ids(NumberOf(file.Key), document))).ToHashSet(StringComparer.Ordinal);
        Assert.That(known.IsSubsetOf(arrived), Is.True, $"seed {seed}: settled before it had arrived");
        Assert.That(arrived.Count - known.Count, Is.LessThanOrEqualTo(Window), $"seed {seed}: sent ahead of the checkpoint");
        Assert.That(Directory.EnumerateFiles(archive, "*", SearchOption.AllDirectories).Count(), Is.EqualTo(Files));
    }

    private static void AddFaults(VidoraEmulator vidora, Random random)
    {
        vidora.Script.Clear();
        var slow = new FaultAnswer { Delay = TimeSpan.FromMilliseconds(random.Next(5, 30)), Times = 10_000 };
        FaultAnswer? once = random.Next(4) switch
        {
            0 => new() { Status = 503, Times = 2 },
            1 => new() { CutAfterBody = true, Apply = true, Times = 2 },
            2 => new() { Status = 500, Apply = true, Times = 2 },
            _ => null,
        };
        vidora.Script.Add(new FaultRule { Route = "POST /v1/validate", FromRequest = 3, Answers = once is null ? [slow] : [once, slow] });
    }

    private static string WriteArchive()
    {
        var folder = Fixture.NewFolder("archive");
        for (var file = 0; file < Files; file++)
        {
            var day = Directory.CreateDirectory(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"2026-03-0{file + 1}"))).FullName;
            using Stream plain = File.Create(Path.Combine(day, string.Create(CultureInfo.InvariantCulture, $"Shop_{file}.txt")));
            using var content = file % 2 == 0 ? plain : new GZipStream(plain, CompressionLevel.Fastest);
            for (var document = 0; document < DocumentsOfAFile; document++)
            {
                content.Write(Encoding.UTF8.GetBytes(Batch(1 + (document % 97), Ids(file, document)) + "\n"));
            }
        }

        return folder;
    }

    private static string Batch(int user, IEnumerable<string> eventIds)
    {
        var events = eventIds.Select(id =>
            $$$"""{"event_type":"custom_event","data":{"event_name":"look","event_id":"{{{id}}}","timestamp_unixtime_ms":1772366400000}}""");
        return string.Create(CultureInfo.InvariantCulture, $$"""{"mpid":{{user}},"environment":"production","events":[{{string.Join(',', events)}}]}""");
    }

    private static IEnumerable<string> Ids(int file, int document) =>
        Enumerable.Range(0, EventsOfADocument).Select(number => string.Create(CultureInfo.InvariantCulture, $"{file}-{document}-{number}"));

    private static int NumberOf(string fileName) => fileName["Shop_".Length] - '0';
}
