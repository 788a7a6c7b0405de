using System.Runtime.CompilerServices;
using FsCheck.Fluent;
using FsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Vidora.Integration.Delivery.Sending;
using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.Delivery.Tests.WriteBack;

namespace Vidora.Integration.Delivery.Tests.Replay;

[TestFixture]
public sealed class VidoraReplayTests : IDisposable
{
    private Archive _archive = null!;
    private ScriptedClient _client = null!;

    [SetUp]
    public void MakeArchive()
    {
        _archive = new Archive();
        _client = new ScriptedClient(TimeProvider.System);
    }

    [TearDown]
    public void Dispose() => _archive.Dispose();

    [Test]
    public async Task Run_SeveralUsers_EachOnesEventsLeaveInTheOrderOfTheFile()
    {
        var random = new Random(7);
        var expected = new Dictionary<int, List<string>>();
        var documents = new List<string>();
        for (var i = 0; i < 2_000; i++)
        {
            var user = random.Next(1, 20);
            var own = expected.TryGetValue(user, out var known) ? known : expected[user] = [];
            string[] ids = [$"{user}-{own.Count}", $"{user}-{own.Count + 1}"];
            own.AddRange(ids);
            documents.Add(Archive.Batch(user, i * 2, ids));
        }

        _archive.Write("a.txt", Archive.Lines([.. documents]));

        // Failures, so that requests are sent again in between.
        _client = new ScriptedClient(new InstantTime());
        var calls = 0;
        var accepted = new List<string>();
        _client.Otherwise = events =>
        {
            var fails = Interlocked.Increment(ref calls) % 5 == 0;
            lock (accepted)
            {
                accepted.AddRange(fails ? [] : events.Select(item => item.EventId!));
            }

            return ScriptedClient.Http(fails ? 503 : 200);
        };
        await ReplayRun.OfAsync(
            _client, new InstantTime(), ReplayInput.FromFiles([_archive.Path]), new ReplayOptions { MaxConcurrentRequests = 3, MaxWindowEvents = 500 }, maxEvents: 20);

        foreach (var (user, ids) in expected)
        {
            Assert.That(accepted.Where(id => id.StartsWith($"{user}-", StringComparison.Ordinal)), Is.EqualTo(ids), $"user {user}");
        }
    }

    [Test]
    public void Run_AnyHistoryAndAnyAnswers_AddsUpAndSendsWhatIsToBeSent() => Prop.ForAll(
        Histories().ToArbitrary(),
        history =>
        {
            var calls = 0;
            var client = new ScriptedClient(new InstantTime());
            client.Otherwise = events =>
            {
                var fails = Interlocked.Increment(ref calls) % 4 == 0;
                return fails ? ScriptedClient.Http(503) : Answer(events, history.Seed);
            };
            var report = Run(client, history, new ReplayOptions { MaxWindowEvents = history.Window, Users = history.Users });

            var expected = Expect(history);
            return report.AddsUp
                && report.Total.Documents == history.Documents.Count
                && report.Total.UnreadableDocuments == history.Documents.Count(document => document.Kind == Kind.Unreadable)
                && report.Total.Events == history.Documents.Sum(document => document.Events)
                && report.Total.VidoraEvents == expected.Count
                && report.Total.Delivered == expected.Count(id => !IsPoison(history.Seed, id))
                && report.Total.Refused.Values.Sum() == expected.Count(id => IsPoison(history.Seed, id))
                && report.Problems.Select(problem => problem.EventId).OfType<string>().ToHashSet().SetEquals(expected.Where(id => IsPoison(history.Seed, id)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Test]
    public void Run_StoppedAnywhereAgainAndAgain_LosesNothingAndRepeatsAtMostOneWindow() => Prop.ForAll(
        Histories().ToArbitrary(),
        history =>
        {
            File.Delete(_archive.Checkpoint);
            var random = new Random(history.Seed);
            var arrived = new List<string>();
            var options = new ReplayOptions { CheckpointFile = _archive.Checkpoint, MaxWindowEvents = history.Window, Users = history.Users };
            ReplayReport report;
            var stops = 0;
            do
            {
                using var stop = new CancellationTokenSource();
                var left = random.Next(0, 12);
                var client = new ScriptedClient(new InstantTime());
                client.Otherwise = events =>
                {
                    lock (arrived)
                    {
                        if (left-- == 0 && stops < 20)
                        {
                            stop.Cancel();
                        }

                        arrived.AddRange(events.Where(item => !IsPoison(history.Seed, item.EventId!)).Select(item => item.EventId!));
                    }

                    return ScriptedClient.Http(IsPoison(history.Seed, events[0].EventId!) ? 400 : 200);
                };

                // One event a request: what was sent can be told from what was answered.
                report = Run(client, history, options, maxEvents: 1, stop.Token);
                stops += report.WasStopped ? 1 : 0;
            }
            while (report.WasStopped);

            var expected = Expect(history);
            var good = expected.Where(id => !IsPoison(history.Seed, id)).ToList();
            return report.AddsUp
                && report.Total.Delivered == good.Count
                && report.Total.Refused.Values.Sum() == expected.Count - good.Count
                && arrived.ToHashSet().SetEquals(good)
                && arrived.Count - good.Count <= stops * (history.Window + MaxEventsOfADocument);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));

    [Test]
    public async Task Run_Again_SendsNothingTwiceAndKeepsTheNumbers()
    {
        _archive.Write("a.txt", Archive.Lines(Archive.Batch(1, "a", "b"), "nonsense"));
        _archive.Write("b.txt", Archive.Gzip(Archive.Lines(Archive.Batch(1, "c"))));
        var options = new ReplayOptions { CheckpointFile = _archive.Checkpoint };
        await ReplayRun.OfAsync(_client, _archive, options);

        var again = await ReplayRun.OfAsync(_client, _archive, options);

        Assert.That(_client.Sent(), Is.EqualTo(new[] { "a", "b", "c" }));
        Assert.That(again.Files.Select(file => file.State), Is.All.EqualTo(ReplayFileState.Complete));
        Assert.That((again.Total.Documents, again.Total.Delivered, again.Total.UnreadableDocuments, again.AddsUp), Is.EqualTo((3L, 3L, 1L, true)));
        Assert.That((again.ThisRun.Documents, again.ThisRun.Delivered), Is.EqualTo((0L, 0L)));
    }

    [Test]
    public async Task Run_NewFileInTheArchive_IsTheOnlyOneSent()
    {
        _archive.Write("a.txt", Archive.Lines(Archive.Batch(1, "a")));
        var options = new ReplayOptions { CheckpointFile = _archive.Checkpoint };
        await ReplayRun.OfAsync(_client, _archive, options);
        _archive.Write("b.txt", Archive.Lines(Archive.Batch(1, "b")));

        var report = await ReplayRun.OfAsync(_client, _archive, options);

        Assert.That(_client.Sent(), Is.EqualTo(new[] { "a", "b" }));
        Assert.That((report.Total.Delivered, report.ThisRun.Delivered), Is.EqualTo((2L, 1L)));
    }

    [Test]
    public async Task Run_SentTwice_IsTheSameEventUnderTheSameId()
    {
        _archive.Write("a.txt", Archive.Lines(Archive.Batch(1, "a", "b")));
        var sent = new List<string>();
        _client.Otherwise = events =>
        {
            sent.AddRange(events.Select(item => item.ToString()));
            return ScriptedClient.Accepted;
        };

        await ReplayRun.OfAsync(_client, _archive);
        await ReplayRun.OfAsync(_client, _archive);

        Assert.That(sent, Has.Count.EqualTo(4));
        Assert.That(sent[2..], Is.EqualTo(sent[..2]));
    }

    [Test]
    public async Task Run_OtherFilterOnTheSameCheckpoint_IsRefusedBeforeAnythingIsSent()
    {
        _archive.Write("a.txt", Archive.Lines(Archive.Batch(1, "a")));
        await ReplayRun.OfAsync(_client, _archive, new ReplayOptions { CheckpointFile = _archive.Checkpoint, Users = [2] });

        Assert.That(
            () => ReplayRun.OfAsync(_client, _archive, new ReplayOptions { CheckpointFile = _archive.Checkpoint }),
            Throws.TypeOf<ReplayException>().With.Message.Contains("other filters"));
        Assert.That(_client.Calls, Is.Empty);
    }

    [Test]
    public async Task Run_Filters_AreCountedByReason()
    {
        _archive.Write("a.txt", Archive.Lines(Archive.Batch(1, 0, "early", "in", "late"), Archive.Batch(2, 1, "other")));

        var report = await ReplayRun.OfAsync(_client, _archive, new ReplayOptions
        {
            From = Samples.Start.AddSeconds(1), To = Samples.Start.AddSeconds(2), Users = [1], Types = ["custom_event"],
        });

        Assert.That(_client.Sent(), Is.EqualTo(new[] { "in" }));
        Assert.That(report.Total.LeftOut["time_filter"], Is.EqualTo(2));
        Assert.That(report.Total.NotForwardedEvents["user_filter"], Is.EqualTo(1));
        Assert.That(report.IsClean, Is.True);
    }

    [Test]
    public async Task Run_Dry_SendsNothingAndCountsTheSame()
    {
        _archive.Write("a.txt", Archive.Lines(Archive.Batch(1, 0, "a", "b"), "nonsense", Archive.Batch(2, 100, "c"), """{"environment":"production","events":[{"event_type":"custom_event","data":{"event_name":"x"}}]}"""));
        var filters = (From: Samples.Start.AddSeconds(1), To: Samples.Start.AddDays(1));
        var dry = await ReplayRun.OfAsync(_client, _archive, new ReplayOptions { DryRun = true, From = filters.From, To = filters.To, CheckpointFile = _archive.Checkpoint });
        Assert.That(_client.Calls, Is.Empty);
        Assert.That(File.Exists(_archive.Checkpoint), Is.False);

        var real = await ReplayRun.OfAsync(_client, _archive, new ReplayOptions { From = filters.From, To = filters.To });

        Assert.That((dry.WasDryRun, dry.AddsUp, real.AddsUp), Is.EqualTo((true, true, true)));
        Assert.That((dry.Total.NotSent, dry.Total.Delivered), Is.EqualTo((real.Total.Delivered, 0L)));
        Assert.That(
            (dry.Total.Documents, dry.Total.UnreadableDocuments, dry.Total.Events, dry.Total.ForwardedEvents, dry.Total.VidoraEvents),
            Is.EqualTo((real.Total.Documents, real.Total.UnreadableDocuments, real.Total.Events, real.Total.ForwardedEvents, real.Total.VidoraEvents)));
        Assert.That(dry.Total.LeftOut, Is.EqualTo(real.Total.LeftOut));
        Assert.That(dry.Total.NotForwardedEvents, Is.EqualTo(real.Total.NotForwardedEvents).And.ContainKey("missing_mpid"));
    }

    [Test]
    public async Task Run_DryWithEventsTooLargeToSend_ForeseesWhichAreRefused()
    {
        await using var vidora = await ScriptedVidora.StartAsync();
        var account = new VidoraOptions { BaseAddress = vidora.Address, ApiKey = "key", MaxRequestBytes = 1_024 };
        using var http = new HttpClient();
        using var replay = new VidoraReplay(new VidoraClient(http, account), account);

        // Each a byte longer than the one before: the limit is among them.
        _archive.Write("a.txt", Archive.Lines([.. Enumerable.Range(0, 900).Select(i => Archive.Batch(1, $"{i}".PadRight(100 + i, 'x')))]));
        var dry = await replay.RunAsync(ReplayInput.FromFiles([_archive.Path]), new ReplayOptions { DryRun = true });
        Assert.That(vidora.Requests, Is.Empty);

        var real = await replay.RunAsync(ReplayInput.FromFiles([_archive.Path]));

        Assert.That(real.Total.Delivered, Is.GreaterThan(0));
        Assert.That(dry.Total.Refused, Is.EqualTo(real.Total.Refused).And.ContainKey("event_too_large"));
        Assert.That((dry.Total.NotSent, dry.Total.AddsUp, dry.IsClean), Is.EqualTo((real.Total.Delivered, true, false)));
        Assert.That(dry.Problems.Select(Key), Is.EquivalentTo(real.Problems.Select(Key)));
    }

    [Test]
    public async Task Run_DryOnACheckpoint_GoesOnFromItAndDoesNotMoveIt()
    {
        _archive.Write("a.txt", Archive.Lines(Archive.Batch(1, "a")));
        await ReplayRun.OfAsync(_client, _archive, new ReplayOptions { CheckpointFile = _archive.Checkpoint });
        _archive.Write("b.txt", Archive.Lines(Archive.Batch(1, "b")));
        var before = await File.ReadAllBytesAsync(_archive.Checkpoint);

        var dry = await ReplayRun.OfAsync(_client, _archive, new ReplayOptions { CheckpointFile = _archive.Checkpoint, DryRun = true });

        Assert.That((dry.Total.Delivered, dry.Total.NotSent), Is.EqualTo((1L, 1L)));
        Assert.That(await File.ReadAllBytesAsync(_archive.Checkpoint), Is.EqualTo(before));
    }

    [Test]
    public async Task Run_CheckpointInTheArchive_IsNotReplayed()
    {
        _archive.Write("a.txt", Archive.Lines(Archive.Batch(1, "a")));
        var options = new ReplayOptions { CheckpointFile = Path.Combine(_archive.Path, "checkpoint") };
        await ReplayRun.OfAsync(_client, _archive, options);

        var again = await ReplayRun.OfAsync(_client, _archive, options);

        Assert.That((again.IsClean, again.Total.Documents), Is.EqualTo((true, 1L)));
        Assert.That(again.Files.Single(file => file.Name.EndsWith("checkpoint", StringComparison.Ordinal)).State, Is.EqualTo(ReplayFileState.LeftOut));
    }

    [Test]
    public async Task Run_TwoOnOneCheckpoint_TheSecondIsRefused()
    {
        _archive.Write("a.txt", Archive.Lines(Archive.Batch(1, "a")));
        var options = new ReplayOptions { CheckpointFile = _archive.Checkpoint };
        var asked = new TaskCompletionSource();
        var answer = new TaskCompletionSource<SendOutcome>();
        _client.Then(_ =>
        {
            asked.SetResult();
            return answer.Task;
        });
        var first = ReplayRun.OfAsync(_client, _archive, options);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(60));

        Assert.That(
            () => ReplayRun.OfAsync(new ScriptedClient(TimeProvider.System), _archive, options),
            Throws.TypeOf<ReplayException>().With.Message.Contains("in use by this process"));

        answer.SetResult(ScriptedClient.Accepted);
        Assert.That((await first).IsClean, Is.True);
    }

    [Test]
    public async Task Run_Refused_IsInTheReportWithItsPlace()
    {
        _archive.Write("a.txt", Archive.Lines(Archive.Batch(1, "a"), Archive.Batch(1, "bad", "b")));
        _client.Otherwise = events => events.Any(item => item.EventId == "bad") ? ScriptedClient.Http(400) : ScriptedClient.Accepted;

        var report = await ReplayRun.OfAsync(_client, _archive);

        Assert.That((report.Total.Delivered, report.Total.Refused["http_400"], report.AddsUp, report.IsClean), Is.EqualTo((2L, 1L, true, false)));
        var problem = report.Problems.Single();
        Assert.That((problem.Document, problem.EventId, problem.Reason), Is.EqualTo((2L, "bad", "http_400")));
        Assert.That(problem.Position, Is.EqualTo(Archive.Batch(1, "a").Length + 1));
    }

    [TestCase(400)]
    [TestCase(422)]
    public async Task Run_EverythingIsRefusedFromTheMiddleOn_EndsAndTheNextRunSendsTheRest(int status)
    {
        _archive.Write("a.txt", Archive.Lines([.. Enumerable.Range(1, 400).Select(i => Archive.Batch(i, $"e{i}"))]));
        _client.Then(200).Then(200).Otherwise = events => ScriptedClient.Http(status);
        var options = new ReplayOptions { CheckpointFile = _archive.Checkpoint, MaxWindowEvents = 20, MaxConcurrentRequests = 1 };

        Assert.That(
            () => ReplayRun.OfAsync(_client, _archive, options),
            Throws.TypeOf<ReplayException>().With.Message.Contains("refused one event after the other").And.Message.Contains($"http_{status}"));
        Assert.That(_client.Calls, Has.Count.LessThanOrEqualTo(40));

        _client.Otherwise = events => ScriptedClient.Accepted;
        var report = await ReplayRun.OfAsync(_client, _archive, options);
        Assert.That((report.Total.Delivered, report.Total.Refused.Count), Is.EqualTo((400L, 0)), "the checkpoint is where it was");
    }

    [TestCase(404)]
    [TestCase(405)]
    public async Task Run_AddressOfSomebodyElse_EndsAfterARequestOrTwo(int status)
    {
        _archive.Write("a.txt", Archive.Lines([.. Enumerable.Range(1, 400).Select(i => Archive.Batch(i, $"e{i}"))]));
        _client.Otherwise = events => ScriptedClient.Http(status);
        var options = new ReplayOptions { CheckpointFile = _archive.Checkpoint };

        Assert.That(
            () => ReplayRun.OfAsync(_client, _archive, options),
            Throws.TypeOf<ReplayException>().With.Message.Contains($"answered {status}").And.Message.Contains("The checkpoint stays"));
        Assert.That(_client.Calls, Has.Count.LessThanOrEqualTo(4), "one request for each of the four that send");

        _client.Otherwise = events => ScriptedClient.Accepted;
        Assert.That((await ReplayRun.OfAsync(_client, _archive, options)).Total.Delivered, Is.EqualTo(400), "the checkpoint has not moved");
    }

    [Test]
    public async Task Run_FileChangedSinceTheCheckpoint_IsReportedAndNotGoneOnWith()
    {
        var file = _archive.Write("a.txt", Archive.Lines(Archive.Batch(1, "a")));
        var options = new ReplayOptions { CheckpointFile = _archive.Checkpoint };
        await ReplayRun.OfAsync(_client, _archive, options);
        await File.AppendAllTextAsync(file, Archive.Lines(Archive.Batch(1, "b")));

        var report = await ReplayRun.OfAsync(_client, _archive, options);

        Assert.That((report.Files.Single().State, report.IsClean, report.AddsUp), Is.EqualTo((ReplayFileState.Changed, false, true)));
        Assert.That(_client.Sent(), Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public async Task Run_FileOfTheSameSizeAndTime_IsToldByItsFirstBytes()
    {
        var file = _archive.Write("a.txt", Archive.Lines(Archive.Batch(1, "a")));
        var written = File.GetLastWriteTimeUtc(file);
        var options = new ReplayOptions { CheckpointFile = _archive.Checkpoint };
        await ReplayRun.OfAsync(_client, _archive, options);
        await File.WriteAllTextAsync(file, Archive.Lines(Archive.Batch(1, "b")));
        File.SetLastWriteTimeUtc(file, written);

        Assert.That((await ReplayRun.OfAsync(_client, _archive, options)).Files.Single().State, Is.EqualTo(ReplayFileState.Changed));
    }

    [Test]
    public async Task Run_FileGrowsWhileItIsRead_IsReported()
    {
        var file = _archive.Write("a.txt", Archive.Lines([.. Enumerable.Range(0, 50).Select(i => Archive.Batch(1, $"e{i}"))]));
        var inputs = ReplayInput.FromFiles([_archive.Path]);
        _client.Then(events =>
        {
            File.AppendAllText(file, Archive.Lines(Archive.Batch(1, "grown")));
            return Task.FromResult(ScriptedClient.Accepted);
        });

        // One event a window: the file is still open when the first is sent, and read to the end long after.
        var report = await ReplayRun.OfAsync(_client, TimeProvider.System, inputs, new ReplayOptions { MaxWindowEvents = 1 });

        Assert.That(report.Files.Single().State, Is.EqualTo(ReplayFileState.Changed));
        Assert.That(report.Files.Single().Problem, Does.Contain("changed while it was read"));
        Assert.That((report.AddsUp, report.Total.Delivered), Is.EqualTo((true, report.Total.VidoraEvents)));
    }

    [Test]
    public async Task Run_FileVanishesBetweenListingAndReading_IsReported()
    {
        var file = _archive.Write("a.txt", Archive.Lines(Archive.Batch(1, "a")));
        _archive.Write("b.txt", Archive.Lines(Archive.Batch(1, "b")));
        var inputs = ReplayInput.FromFiles([_archive.Path]);
        File.Delete(file);

        var report = await ReplayRun.OfAsync(_client, TimeProvider.System, inputs);

        Assert.That(report.Files.Select(one => one.State), Is.EqualTo(new[] { ReplayFileState.Vanished, ReplayFileState.Complete }));
        Assert.That(_client.Sent(), Is.EqualTo(new[] { "b" }));
    }

    [Test]
    public async Task Run_HalfSentFileVanished_IsReportedByTheNextRun()
    {
        var file = _archive.Write("a.txt", Archive.Gzip(Archive.Lines([.. Enumerable.Range(1, 3_000).Select(i => Archive.Batch(i, $"e{i}"))]))[..^2_000]);
        var options = new ReplayOptions { CheckpointFile = _archive.Checkpoint };
        var first = await ReplayRun.OfAsync(_client, _archive, options);
        File.Delete(file);

        var report = await ReplayRun.OfAsync(_client, _archive, options);

        Assert.That((report.Files.Single().State, report.IsClean), Is.EqualTo((ReplayFileState.Vanished, false)));
        Assert.That(report.Files.Single().Problem, Does.Contain("no longer among the inputs"));
        Assert.That(report.Total.Delivered, Is.EqualTo(first.Total.Delivered).And.GreaterThan(0));
    }

    [Test]
    public async Task Run_StoppedAndAHalfSentFileWasNotSeen_DoesNotCallItVanished()
    {
        var file = _archive.Write("a.txt", Archive.Gzip(Archive.Lines([.. Enumerable.Range(1, 3_000).Select(i => Archive.Batch(i, $"e{i}"))]))[..^2_000]);
        var options = new ReplayOptions { CheckpointFile = _archive.Checkpoint };
        await ReplayRun.OfAsync(_client, _archive, options);
        File.Delete(file);
        using var stop = new CancellationTokenSource();
        _client.Then(_ =>
        {
            stop.Cancel();
            return Task.FromResult(ScriptedClient.Accepted);
        });

        var report = await ReplayRun.OfAsync(_client, TimeProvider.System, [Sequence("b")], options, cancellationToken: stop.Token);

        Assert.That(report.WasStopped, Is.True);
        Assert.That(report.Files.Single(one => one.Name == file).State, Is.EqualTo(ReplayFileState.Stopped));
    }

    [Test]
    public async Task Run_CompleteFileIsNoLongerThere_StaysComplete()
    {
        var file = _archive.Write("a.txt", Archive.Lines(Archive.Batch(1, "a")));
        var options = new ReplayOptions { CheckpointFile = _archive.Checkpoint };
        await ReplayRun.OfAsync(_client, _archive, options);
        File.Delete(file);
        _archive.Write("b.txt", Archive.Lines(Archive.Batch(1, "b")));

        var report = await ReplayRun.OfAsync(_client, _archive, options);

        Assert.That(report.Files.Select(one => one.State), Is.EqualTo(new[] { ReplayFileState.Complete, ReplayFileState.Complete }));
        Assert.That((report.IsClean, report.Total.Delivered), Is.EqualTo((true, 2L)));
    }

    [TestCase("empty")]
    [TestCase("link")]
    [TestCase("hidden")]
    [Platform(Exclude = "Win", Reason = "Links need rights there.")]
    public async Task Run_HalfSentFileWouldBeLeftOut_IsReportedAsChanged(string how)
    {
        var file = _archive.Write(
            how == "hidden" ? ".a.txt" : "a.txt",
            Archive.Gzip(Archive.Lines([.. Enumerable.Range(1, 3_000).Select(i => Archive.Batch(i, $"e{i}"))]))[..^2_000]);
        var options = new ReplayOptions { CheckpointFile = _archive.Checkpoint };
        var first = await ReplayRun.OfAsync(_client, TimeProvider.System, ReplayInput.FromFiles([file]), options);
        if (how != "hidden")
        {
            File.Delete(file);
        }

        if (how == "empty")
        {
            await File.WriteAllTextAsync(file, "");
        }
        else if (how == "link")
        {
            File.CreateSymbolicLink(file, _archive.Checkpoint);
        }

        var report = await ReplayRun.OfAsync(_client, _archive, options);

        Assert.That((report.Files.Single().State, report.IsClean), Is.EqualTo((ReplayFileState.Changed, false)));
        Assert.That(report.Files.Single().Problem, Does.Contain("not the file that the checkpoint knows"));
        Assert.That(report.Total.Delivered, Is.EqualTo(first.Total.Delivered).And.GreaterThan(0));
    }

    [Test]
    [Platform(Exclude = "Win", Reason = "Links need rights there.")]
    public async Task Run_FileBecomesALinkAfterListing_IsNotFollowed()
    {
        var file = _archive.Write("in/a.txt", Archive.Lines(Archive.Batch(1, "a")));
        var inputs = ReplayInput.FromFiles([_archive.Path]);
        var elsewhere = _archive.Checkpoint;
        await File.WriteAllTextAsync(elsewhere, Archive.Lines(Archive.Batch(1, "secret")));
        File.Delete(file);
        File.CreateSymbolicLink(file, elsewhere);

        var report = await ReplayRun.OfAsync(_client, TimeProvider.System, inputs);

        Assert.That(report.Files.Single().State, Is.EqualTo(ReplayFileState.Unreadable));
        Assert.That(_client.Calls, Is.Empty);
    }

    [Test]
    public async Task Run_DocumentsOfAnySequence_AreReplayedAndGoneOnWith()
    {
        var options = new ReplayOptions { CheckpointFile = _archive.Checkpoint, MaxWindowEvents = 1 };
        using var stop = new CancellationTokenSource();
        _client.Then(200).Then(_ =>
        {
            stop.Cancel();
            return Task.FromResult(ScriptedClient.Accepted);
        });
        var stopped = await ReplayRun.OfAsync(_client, TimeProvider.System, [Sequence("a", "b", "c")], options, cancellationToken: stop.Token);
        Assert.That((stopped.WasStopped, stopped.Total.Delivered), Is.EqualTo((true, 1L)));

        var report = await ReplayRun.OfAsync(_client, TimeProvider.System, [Sequence("a", "b", "c")], options);

        Assert.That(_client.Sent(), Is.EqualTo(new[] { "a", "b", "b", "c" }));
        Assert.That((report.Total.Delivered, report.IsClean), Is.EqualTo((3L, true)));
    }

    [Test]
    public async Task Run_SequenceIsShorterThanWhatWasSettled_IsReported()
    {
        var options = new ReplayOptions { CheckpointFile = _archive.Checkpoint, MaxWindowEvents = 1 };
        using var stop = new CancellationTokenSource();
        _client.Then(200).Then(200).Then(_ =>
        {
            stop.Cancel();
            return Task.FromResult(ScriptedClient.Accepted);
        });
        await ReplayRun.OfAsync(_client, TimeProvider.System, [Sequence("a", "b", "c")], options, cancellationToken: stop.Token);

        var report = await ReplayRun.OfAsync(_client, TimeProvider.System, [Sequence("a")], options);

        Assert.That((report.Files.Single().State, report.Total.Delivered), Is.EqualTo((ReplayFileState.Changed, 2L)));
    }

    [Test]
    public void Run_TwoInputsOfOneName_Throws() => Assert.That(
        () => ReplayRun.OfAsync(_client, TimeProvider.System, [Sequence("a"), Sequence("b")]),
        Throws.TypeOf<ReplayException>().With.Message.Contains("two inputs with the name"));

    [Test]
    public async Task Run_StreamFails_TheErrorsOfStrangersAreNotRepeated()
    {
        var inputs = new[]
        {
            new ReplayInput("s3://b/a", _ => throw new InvalidOperationException("https://example.com/?Signature=s3cr3t")),
            new ReplayInput("s3://b/b", _ => throw new FileNotFoundException("gone")),
            new ReplayInput("s3://b/c", _ => new(new MemoryStream(Archive.Gzip(Archive.Batch(1, "c"))))),
        };

        var report = await ReplayRun.OfAsync(_client, TimeProvider.System, inputs);

        Assert.That(
            report.Files.Select(file => file.State), Is.EqualTo(new[] { ReplayFileState.Unreadable, ReplayFileState.Vanished, ReplayFileState.Complete }));
        Assert.That(report.Files[0].Problem, Does.Contain("InvalidOperationException").And.Not.Contain("s3cr3t"));
        Assert.That(_client.Sent(), Is.EqualTo(new[] { "c" }));
    }

    [Test]
    public async Task Run_ListingFails_ThrowsAndWhatWasSettledStays()
    {
        var options = new ReplayOptions { CheckpointFile = _archive.Checkpoint, MaxWindowEvents = 1 };
        using var replay = ReplayRun.Create(_client, TimeProvider.System);

        Assert.That(() => replay.RunAsync(Failing(), options), Throws.TypeOf<TimeoutException>());

        var report = await replay.RunAsync([Sequence("a", "b")], options);
        Assert.That((_client.Sent().Distinct().Count(), report.Total.Delivered), Is.EqualTo((2, 2L)));

        static async IAsyncEnumerable<ReplayInput> Failing([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            yield return Sequence("a", "b");
            await Task.Yield();
            throw new TimeoutException("the listing");
        }
    }

    [Test]
    public async Task Run_Rate_SpreadsTheEventsOverTime()
    {
        var time = new SimulatedTime();
        _client = new ScriptedClient(time);
        _archive.Write("a.txt", Archive.Lines([.. Enumerable.Range(0, 50).Select(i => Archive.Batch(1, $"e{i}"))]));
        var run = ReplayRun.OfAsync(
            _client, time, ReplayInput.FromFiles([_archive.Path]), new ReplayOptions { EventsPerSecond = 10, MaxConcurrentRequests = 1 });

        // The progress ticks, and the lane waits for its turn.
        await time.RunUntilAsync(() => run.IsCompleted, waiters: 2);

        Assert.That((await run).Total.Delivered, Is.EqualTo(50));
        Assert.That(
            _client.Calls.Select(call => (Math.Round((call.Time - Samples.Start).TotalSeconds, 3), call.EventIds.Count)),
            Is.EqualTo(new[] { (0.0, 10), (1.0, 10), (2.0, 10), (3.0, 10), (4.0, 10) }));
    }

    [Test]
    public async Task Run_RateBelowOne_IsKept()
    {
        var time = new SimulatedTime();
        _client = new ScriptedClient(time);
        _archive.Write("a.txt", Archive.Lines(Archive.Batch(1, "a", "b", "c")));
        var run = ReplayRun.OfAsync(
            _client, time, ReplayInput.FromFiles([_archive.Path]), new ReplayOptions { EventsPerSecond = 0.01, MaxConcurrentRequests = 1 });

        await time.RunUntilAsync(() => run.IsCompleted, waiters: 2);

        await run;
        Assert.That(_client.Calls.Select(call => (call.Time - Samples.Start).TotalSeconds), Is.EqualTo(new[] { 0.0, 100, 200 }));
    }

    [Test]
    public async Task Run_BesideLiveForwarding_StepsAsideWhileManyLiveEventsWait()
    {
        await using var harness = new ForwardingHarness(maxEvents: 10);
        _archive.Write("a.txt", Archive.Lines([.. Enumerable.Range(0, 30).Select(i => Archive.Batch(1, $"old{i}"))]));
        await harness.Store.AppendAsync(Samples.Events(11));
        using var replay = Beside(harness);
        var reasons = new List<string?>();
        var run = replay.RunAsync(ReplayInput.FromFiles([_archive.Path]), new ReplayOptions { MaxConcurrentRequests = 1 }, new Heard(reasons));

        await harness.Time.RunUntilAsync(() => harness.Time.GetUtcNow() > Samples.Start.AddSeconds(3), waiters: 2);
        Assert.That(harness.Client.Calls, Is.Empty, "nothing of the history while eleven live events wait");
        Assert.That(reasons, Does.Contain("Live events go first."));

        // The live sender starts and sends its eleven; then it is the history's turn.
        await harness.StartAsync();
        await harness.Time.RunUntilAsync(() => run.IsCompleted && harness.Client.Sent().Count() == 41);

        Assert.That((await run).Total.Delivered, Is.EqualTo(30));
        Assert.That(harness.Client.Sent(), Is.Unique);
    }

    [Test]
    public async Task Run_BesideLiveForwarding_LeavesOutForgottenUsers([Values] bool dryRun)
    {
        await using var harness = new ForwardingHarness();
        _archive.Write("a.txt", Archive.Lines(Archive.Batch(1, "a"), Archive.Batch(2, "b", "c")));
        await harness.Store.ForgetAsync(Guid.NewGuid(), ["2"]);
        using var replay = Beside(harness);

        var report = await replay.RunAsync(ReplayInput.FromFiles([_archive.Path]), new ReplayOptions { DryRun = dryRun });

        Assert.That(harness.Client.Sent(), Is.EqualTo(dryRun ? [] : new[] { "a" }));
        Assert.That((report.Total.LeftOut["forgotten"], report.Total.Refused.Count, report.AddsUp, report.IsClean), Is.EqualTo((2L, 0, true, true)));
    }

    [Test]
    public async Task Run_RetryRefused_SendsWhatTheCheckpointKeptAndTheNumbersAgree()
    {
        _archive.Write("a.txt", Archive.Lines(Archive.Batch(1, "a"), Archive.Batch(1, "bad"), Archive.Batch(2, "worse"), Archive.Batch(2, "b")));
        _client.Otherwise = events => ScriptedClient.Http(events.Any(item => item.EventId is "bad" or "worse") ? 400 : 200);
        var options = new ReplayOptions { CheckpointFile = _archive.Checkpoint };
        var first = await ReplayRun.OfAsync(_client, _archive, options, maxEvents: 1);
        Assert.That((first.KeptRefused, first.Total.Refused["http_400"]), Is.EqualTo((2L, 2L)));
        Assert.That((await ReplayRun.OfAsync(_client, _archive, options)).KeptRefused, Is.EqualTo(2), "without the option they stay");

        var client = new ScriptedClient(TimeProvider.System) { Otherwise = events => ScriptedClient.Http(events.Any(item => item.EventId == "worse") ? 422 : 200) };
        var retried = await ReplayRun.OfAsync(client, _archive, new ReplayOptions { CheckpointFile = _archive.Checkpoint, RetryRefused = true }, maxEvents: 1);

        Assert.That(client.Sent(), Is.EquivalentTo(new[] { "bad", "worse" }));
        Assert.That((retried.KeptRefused, retried.Total.Delivered, retried.Total.Refused.Single()), Is.EqualTo((1L, 3L, KeyValuePair.Create("http_422", 1L))));
        Assert.That((retried.AddsUp, retried.ThisRun.AddsUp, retried.ThisRun.Delivered), Is.EqualTo((true, true, 1L)));
        Assert.That(retried.Problems.Single(), Has.Property("EventId").EqualTo("worse").And.Property("Document").EqualTo(3));

        var last = await ReplayRun.OfAsync(
            new ScriptedClient(TimeProvider.System), _archive, new ReplayOptions { CheckpointFile = _archive.Checkpoint, RetryRefused = true });
        Assert.That((last.KeptRefused, last.Total.Delivered, last.IsClean), Is.EqualTo((0L, 4L, true)));
    }

    [Test]
    public async Task Run_RefusedBesideLiveForwarding_BecomesADeadLetter()
    {
        await using var harness = new ForwardingHarness();
        _archive.Write("a.txt", Archive.Lines(Archive.Batch(1, "a", "bad", "b"), Archive.Batch(2, "c")));
        harness.Client.Otherwise = RefuseBad;
        using var replay = Beside(harness);

        var report = await replay.RunAsync(ReplayInput.FromFiles([_archive.Path]));

        var letter = (await harness.Store.GetDeadLettersAsync()).Single();
        Assert.That((letter.UserId, letter.Reason, letter.Attempts), Is.EqualTo(("1", "http_400", 1)));
        Assert.That(System.Text.Encoding.UTF8.GetString(letter.Utf8Json.Span), Does.Contain("\"bad\""));
        Assert.That((report.Total.Delivered, report.Total.Refused["http_400"], report.Problems.Single().EventId), Is.EqualTo((3L, 1L, "bad")));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Run_RefusedCannotBeKept_EndsAndTheCheckpointStays(bool isFull)
    {
        await using var harness = new ForwardingHarness();
        _archive.Write("a.txt", Archive.Lines(Archive.Batch(1, "a", "bad")));
        harness.Client.Otherwise = RefuseBad;
        harness.Store.Limits.MaxEvents = isFull ? 0 : 10;
        harness.Store.Fault = operation => operation == "AddDeadLettersAsync" && !isFull ? new DeliveryStoreException("The disk is full.") : null;
        using var replay = Beside(harness);
        var options = new ReplayOptions { CheckpointFile = _archive.Checkpoint };

        Assert.That(
            () => replay.RunAsync(ReplayInput.FromFiles([_archive.Path]), options),
            Throws.TypeOf<ReplayException>().With.Message.Contains("cannot be kept").And.Message.Contains("full"));

        harness.Store.Limits.MaxEvents = 10;
        harness.Store.Fault = _ => null;
        var report = await replay.RunAsync(ReplayInput.FromFiles([_archive.Path]), options);
        Assert.That((report.Total.Delivered, report.Total.Refused["http_400"]), Is.EqualTo((1L, 1L)));
        Assert.That((await harness.Store.GetStatusAsync()).DeadLetters, Is.EqualTo(new Dictionary<string, long> { ["http_400"] = 1 }));
    }

    [Test]
    public async Task Run_OutageOutlastsTheSender_EndsAndTheCheckpointStays([Values] bool besideLive)
    {
        var time = new InstantTime();
        await using var store = new DeliveryStore(":memory:");
        _client = new ScriptedClient(time) { Otherwise = events => ScriptedClient.Http(503) };
        _archive.Write("a.txt", Archive.Lines(Archive.Batch(1, "a", "b"), Archive.Batch(2, "c")));
        var sending = new VidoraSendingOptions { MaxAttempts = 3, MaxAge = TimeSpan.FromSeconds(1) };
        var account = new VidoraOptions { ApiKey = "key" };
        using var metrics = new DeliveryMetrics("", null);
        var parts = new SendingAccount
        {
            Client = _client,
            Store = store,
            Metrics = metrics,
            Options = sending,
            Time = time,
            Random = () => 1,
        };
        using var replay = besideLive
            ? new VidoraReplay(parts, new VidoraEventSender(parts), new MParticleEventMapper())
            : new VidoraReplay(_client, account, sending, time);
        var options = new ReplayOptions { CheckpointFile = _archive.Checkpoint };

        Assert.That(
            () => replay.RunAsync(ReplayInput.FromFiles([_archive.Path]), options),
            Throws.TypeOf<ReplayException>().With.Message.Contains("exhausted_http_503").And.Message.Contains("next run"));
        Assert.That((await store.GetStatusAsync()).DeadLetters, Is.Empty);

        _client.Otherwise = events => ScriptedClient.Accepted;
        Assert.That((await replay.RunAsync(ReplayInput.FromFiles([_archive.Path]), options)).Total.Delivered, Is.EqualTo(3));
    }

    [Test]
    public async Task Run_WrongKey_WaitsAndSaysWhatToFixAndGoesOn()
    {
        var time = new SimulatedTime();
        _client = new ScriptedClient(time).Then(401).Then(401);
        _archive.Write("a.txt", Archive.Lines(Archive.Batch(1, "a", "b")));
        var reasons = new List<string?>();
        using var replay = ReplayRun.Create(_client, time);
        var run = replay.RunAsync(ReplayInput.FromFiles([_archive.Path]), new ReplayOptions { MaxConcurrentRequests = 1 }, new Heard(reasons));

        await time.RunUntilAsync(() => run.IsCompleted, waiters: 2);

        Assert.That(((await run).IsClean, (await run).Total.Delivered), Is.EqualTo((true, 2L)));
        Assert.That(reasons.OfType<string>(), Has.Some.Contains("401").And.Some.Contains("ApiKey"));
    }

    [Test]
    public async Task Progress_Files_EndsAtAllOfThem()
    {
        _archive.Write("a.txt", Archive.Lines(Archive.Batch(1, "a")));
        _archive.Write("b.txt", Archive.Gzip(Archive.Lines(Archive.Batch(1, "b"))));
        _archive.Write("mparticle_validation.txt", "");
        var inputs = ReplayInput.FromFiles([_archive.Path]);
        var heard = new Heard([]);
        using var replay = ReplayRun.Create(_client, TimeProvider.System);

        await replay.RunAsync(inputs, null, heard);

        var last = heard.Last!;
        Assert.That((last.Files, last.TotalFiles, last.Documents, last.Events, last.WaitReason), Is.EqualTo((3, (int?)3, 2L, 2L, (string?)null)));
        Assert.That(last.Bytes, Is.EqualTo(last.TotalBytes).And.EqualTo(inputs.Sum(input => input.Length)));
    }

    private const int MaxEventsOfADocument = 4;

    private static ReplayInput Sequence(params string[] ids) => ReplayInput.FromDocuments(
        "sequence", MParticleDocuments.ReadAsync(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(Archive.Lines([.. ids.Select(id => Archive.Batch(1, id))])))));

    private static SendOutcome RefuseBad(IReadOnlyList<VidoraEvent> events) =>
        events.Any(item => item.EventId == "bad") ? ScriptedClient.Http(400) : ScriptedClient.Accepted;

    private static (string File, long Document, long Position, string? EventId, string Reason) Key(ReplayProblem problem) =>
        (problem.File, problem.Document, problem.Position, problem.EventId, problem.Reason);

    private static VidoraReplay Beside(ForwardingHarness harness) => new(
        harness.Forwarder.Parts with { Account = new VidoraOptions { ApiKey = "key", MaxEventsPerRequest = 10 } },
        harness.Sender,
        new MParticleEventMapper());

    private static Gen<History> Histories() =>
        from seed in Gen.Choose(0, int.MaxValue)
        from documents in (
            from kind in Gen.Elements(Kind.Batch, Kind.Batch, Kind.Batch, Kind.Unreadable, Kind.NoUser, Kind.Development)
            from user in Gen.Choose(1, 5)
            from events in Gen.Choose(0, MaxEventsOfADocument)
            select new Document(kind, user, events)).ListOf()
        from window in Gen.Elements(1, 3, 10, 1_000)
        from files in Gen.Choose(1, 3)
        from users in Gen.Elements<long[]>([], [], [1, 2])
        select new History(seed, [.. documents], window, files, users);

    private static List<string> Expect(History history) =>
    [
        .. history.Documents.SelectMany((document, i) => document.Kind == Kind.Batch && (history.Users.Length == 0 || history.Users.Contains(document.User))
            ? Enumerable.Range(0, document.Count).Select(e => $"{i}-{e}")
            : []),
    ];

    private static bool IsPoison(int seed, string eventId) => Hash(seed, eventId) % 7 == 0;

    /// <summary>What rejects an event rejects the request that it is in.</summary>
    private static SendOutcome Answer(IReadOnlyList<VidoraEvent> events, int seed) =>
        events.Any(item => IsPoison(seed, item.EventId!))
            ? ScriptedClient.Http(Hash(seed, events[0].EventId!) % 2 == 0 ? 400 : 422)
            : ScriptedClient.Http(200);

    private static uint Hash(int seed, string text) => text.Aggregate((uint)seed, (hash, c) => (hash * 31) + c) >> 3;

    private static ReplayReport Run(
        ScriptedClient client, History history, ReplayOptions options, int maxEvents = 5, CancellationToken cancellationToken = default)
    {
        var text = history.Documents.Select((document, i) => document.ToText(i)).ToList();
        var each = (text.Count / history.Files) + 1;
        var inputs = text.Chunk(each).Select((lines, i) => new ReplayInput($"file {i}", _ => new(new MemoryStream(
            i % 2 == 0 ? System.Text.Encoding.UTF8.GetBytes(Archive.Lines(lines)) : Archive.Gzip(Archive.Lines(lines))))));
        return ReplayRun.OfAsync(client, new InstantTime(), [.. inputs], options, maxEvents, cancellationToken).GetAwaiter().GetResult();
    }

    private enum Kind
    {
        Batch,
        Unreadable,
        NoUser,
        Development,
    }

    private sealed record Document(Kind Kind, int User, int Count)
    {
        public int Events => Kind == Kind.Unreadable ? 0 : Count;

        public string ToText(int number)
        {
            var batch = Archive.Batch(User, [.. Enumerable.Range(0, Count).Select(e => $"{number}-{e}")]);
            return Kind switch
            {
                Kind.Unreadable => batch[..^1],
                Kind.NoUser => batch.Replace("\"mpid\":", "\"nobody\":", StringComparison.Ordinal),
                Kind.Development => batch.Replace("production", "development", StringComparison.Ordinal),
                _ => batch,
            };
        }
    }

    private sealed record History(int Seed, List<Document> Documents, int Window, int Files, long[] Users);

    private sealed class Heard(List<string?> reasons) : IProgress<ReplayProgress>
    {
        public ReplayProgress? Last { get; private set; }

        public void Report(ReplayProgress value)
        {
            Last = value;
            reasons.Add(value.WaitReason);
        }
    }
}
