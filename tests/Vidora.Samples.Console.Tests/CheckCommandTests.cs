using System.Text.Json.Nodes;
using Vidora.Integration;
using Vidora.Integration.Delivery;
using Vidora.Integration.Emulator;

namespace Vidora.Samples.Console.Tests;

public sealed class CheckCommandTests
{
    private static readonly string[] _samples = [.. new[] { "events.jsonl", "firehose.jsonl" }.Select(name => Path.Combine(Repository.Root, "samples", "data", name))];

    [Test]
    public async Task Check_EventsOfTheDemonstration_SeesEveryKindPlatformAndContext()
    {
        await using var emulator = await VidoraEmulator.StartAsync();
        Assert.That((await ConsoleRun.OfAsync(["send", .. _samples, "--to", emulator.Address.ToString()])).ExitCode, Is.Zero);

        var run = await ConsoleRun.OfAsync("check", "events", "--emulator", emulator.Address.ToString());

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Error);
        Assert.That(run.Output, Does.Match(@"event types\s+9 of 9 seen").And.Match(@"platforms\s+8 of 8 seen").And.Match(@"context\s+5 of 5 seen"));
        Assert.That(run.OutputLines[^1], Does.StartWith("Everything was seen, in "));
    }

    [Test]
    public async Task Check_ArchiveWithDefaultsOfMParticle_NamesTheBoxesThatAreNotTicked()
    {
        // With the defaults of its outputs mParticle sends no change of attributes or identities.
        var lines = (await File.ReadAllLinesAsync(_samples[0])).Select(line => JsonNode.Parse(line)!).ToList();
        foreach (var batch in lines)
        {
            batch["events"] = new JsonArray([.. batch["events"]!.AsArray()
                .Where(item => (string?)item!["event_type"] is not ("user_attribute_change" or "user_identity_change")).Select(item => item!.DeepClone())]);
            batch.AsObject().Remove("consent_state");
        }

        var archive = Fixture.NewPath("archive.jsonl");
        await File.WriteAllLinesAsync(archive, lines.Select(line => line.ToJsonString()));
        var run = await ConsoleRun.OfAsync("check", "events", archive);

        Assert.That(run.ExitCode, Is.EqualTo(2));
        Assert.That(run.Output, Does.Match(@"event types\s+7 of 9 seen").And.Match(@"context\s+3 of 5 seen"));
        Assert.That(run.Output, Does.Contain("User Attribute Change: tick \"Include User Attribute Change Events\" of the output (default: off)."));
        Assert.That(run.Output, Does.Contain("User Identity Change: tick \"Include User Identity Change Events\""));
        Assert.That(run.Output, Does.Contain("GDPR consent state: tick \"Include Consent State\""));
        Assert.That(run.OutputLines[^1], Does.StartWith("Not everything was seen").And.Contain("MPARTICLE.md"));
    }

    [Test]
    public async Task Check_QueueFile_ReadsTheEventsThatWait()
    {
        var queue = Fixture.NewPath("queue.db");
        await using (var store = new DeliveryStore(queue))
        {
            var mapped = new List<VidoraEvent>();
            foreach (var document in MParticleDocuments.Read(await File.ReadAllBytesAsync(_samples[0])))
            {
                if (document.TryReadBatch(MParticleFormat.Auto, out var batch, out _))
                {
                    mapped.AddRange(new MParticleEventMapper().Map(batch).Events);
                }
            }

            await store.AppendAsync(mapped);
            Assert.That((await store.GetWaitingEventsAsync(3)).Select(item => item.EventId), Is.EqualTo(mapped.TakeLast(3).Reverse().Select(item => item.EventId)));

            var run = await ConsoleRun.OfAsync("check", "events", "--queue", queue, "--json");
            var result = JsonNode.Parse(run.Output)!;
            Assert.That((run.ExitCode, (long?)result["events"], (bool?)result["whole"]), Is.EqualTo((0, (long?)mapped.Count, (bool?)true)), run.Output + run.Error);
        }
    }

    [TestCase("Use one of --emulator, --queue and paths")]
    [TestCase("Use one of --emulator, --queue and paths", "--queue", "q", "file")]
    [TestCase("there is no queue file", "--queue", "nowhere.db")]
    [TestCase("cannot be reached", "--emulator", "http://127.0.0.1:1")]
    public async Task Check_MistakenUse_SaysWhatHelps(string message, params string[] more)
    {
        var run = await ConsoleRun.OfAsync(["check", "events", .. more]);
        Assert.That(run.ExitCode, Is.Not.Zero);
        Assert.That(run.Error, Does.StartWith("vidora: ").And.Contain(message));
    }
}
