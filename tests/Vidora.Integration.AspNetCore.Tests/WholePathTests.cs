using System.Diagnostics.Metrics;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text;
using Vidora.Integration.Delivery;
using Vidora.Integration.Emulator;
using Vidora.Integration.Generator;

namespace Vidora.Integration.AspNetCore.Tests;

/// <summary>From a request to an emulated Vidora with faults, and which data stays in which store.</summary>
public sealed class WholePathTests
{
    private const string Route = "POST /v1/validate";

    [Test]
    public async Task ScriptedAdversity_EveryEventArrivesOnceAndEveryOutcomeIsClassified()
    {
        const string PoisonedUser = "666";
        await using var host = await ReceivingHost.StartAsync(
            account: options => options.RequestTimeout = TimeSpan.FromSeconds(3),
            forwarding: options =>
            {
                // Nothing leaves before the flush, so that the first request holds everything.
                options.FillDelay = TimeSpan.FromMinutes(1);
                options.Sending.MaxConcurrentRequests = 1;
                options.Sending.FirstRetryDelay = TimeSpan.FromMilliseconds(10);
            });
        var soon = TimeProvider.System.GetUtcNow().AddSeconds(1).ToString("R", CultureInfo.InvariantCulture);
        host.Vidora.Script.Add(
            Route,

            // First what would be the end of an event that is sent alone: whole requests are to be split.
            new FaultAnswer { Status = 413 },
            new FaultAnswer { Status = 200, Body = """{"error":"no such luck"}""" },
            new FaultAnswer { Status = 500 },
            new FaultAnswer { Delay = TimeSpan.FromMinutes(1) },
            new FaultAnswer { CutBeforeBody = true },
            new FaultAnswer { CutAfterBody = true },
            new FaultAnswer { Status = 429, Headers = new Dictionary<string, string> { ["Retry-After"] = "1" } },
            new FaultAnswer { Status = 429, Headers = new Dictionary<string, string> { ["Retry-After"] = soon } },
            new FaultAnswer { Status = 401 });
        host.Vidora.Script.Add(new FaultRule { Route = Route, User = PoisonedUser, Answers = [new FaultAnswer { Status = 400, Times = 1000 }] });

        var names = Enumerable.Range(0, 60).Select(i => i.ToString("D2", CultureInfo.InvariantCulture)).ToList();
        var replies = new List<ReceivingHost.Reply>();
        foreach (var (i, name) in names.Index())
        {
            replies.Add(i % 3 == 0
                ? await host.PostFirehoseAsync(Batches.Firehose(name))
                : await host.PostBatchesAsync(Batches.One(name, i == 20 ? PoisonedUser : Batches.Mpid)));
        }

        var flushed = await host.Forwarder.FlushAsync(TimeSpan.FromSeconds(60));
        var status = await host.Forwarder.GetStatusAsync();

        Assert.That(replies.Select(reply => reply.Status), Is.All.AnyOf(HttpStatusCode.OK, HttpStatusCode.Accepted));
        Assert.That((flushed.Finished, flushed.Remaining), Is.EqualTo((true, 0L)));
        Assert.That(host.Vidora.Events.Select(received => received.Type), Is.EquivalentTo(names.Except(["20"])));
        Assert.That(host.Vidora.Events.Invalid, Is.Empty);
        var letter = (await host.Forwarder.Store.GetDeadLettersAsync()).Single();
        Assert.That((letter.UserId, letter.Reason, VidoraEvent.Parse(letter.Utf8Json).Type), Is.EqualTo((PoisonedUser, "http_400", "20")));
        using var http = new HttpClient();
        using var script = JsonDocument.Parse(await http.GetStringAsync(new Uri(host.Vidora.Address, "/emulator/script")));
        Assert.That(script.RootElement.GetProperty("rules")[0].GetProperty("left").GetInt32(), Is.Zero, "every scripted fault has happened");
        Assert.That(
            status.Outcomes.Select(outcome => (outcome.Status, outcome.Reason)),
            Is.SupersetOf(new[]
            {
                (SendStatus.Retry, "http_500"), (SendStatus.Retry, "timeout"), (SendStatus.Retry, "network_failure"),
                (SendStatus.Retry, "http_429"), (SendStatus.Waiting, "http_401"), (SendStatus.Dead, "http_400"),
            }));
        Assert.That(status.Outcomes.Where(outcome => outcome.Status is SendStatus.Accepted).Sum(outcome => outcome.Count), Is.EqualTo(59));
        Assert.That(host.Log.Lines, Has.None.Contains("unknown failure"));
    }

    [Test]
    public async Task Post_VidoraHangs_TheAnswerDoesNotWaitForIt()
    {
        await using var host = await ReceivingHost.StartAsync();
        host.Vidora.Script.Add(Route, new FaultAnswer { Delay = TimeSpan.FromMinutes(5), Times = 1000 });
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < 20; i++)
        {
            Assert.That((await host.PostBatchesAsync(Batches.One("a"))).Status, Is.EqualTo(HttpStatusCode.Accepted));
            Assert.That((await host.PostFirehoseAsync(Batches.Firehose("b"))).Status, Is.EqualTo(HttpStatusCode.OK));
        }

        Assert.That(Stopwatch.GetElapsedTime(start), Is.LessThan(TimeSpan.FromMinutes(2)), "forty answers, and Vidora gave none");
        host.Vidora.Script.Clear();
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Lesson12_Canary_StaysOutOfLogsAnswersTagsAndFiles(bool quarantine)
    {
        using var folder = new TemporaryFolder();
        using var tags = new TagListener();
        var documents = new[] { CanaryDocument.EventsApi(), CanaryDocument.Firehose() };
        var told = new List<string>();
        string[] secrets;
        await using (var host = await ReceivingHost.StartAsync(
            options =>
            {
                options.WebhookAuthorizations.Add("canary-webhook");
                options.FirehoseTokens.Add("canary-token");
            },
            forwarding: options => options.Limits.MaxQuarantineBytes = quarantine ? 1 << 20 : 0,
            account: options =>
            {
                options.Mapping.ExcludePersonalData = true;
                options.ApiKey = "canary-key";
                options.ApiSecret = "canary-secret";
            },
            queueFile: folder.File()))
        {
            secrets = ["canary-webhook", "canary-token", "canary-key", "canary-secret", "canary-setting"];

            // The key is wrong, so that everything stays in the file; what is scripted before it makes dead letters.
            host.Vidora.Script.Add(Route, new FaultAnswer { Status = 400, Body = "canary-setting", Times = 3 });
            foreach (var document in documents)
            {
                var text = Encoding.UTF8.GetString(document.Utf8Json.Span);
                var messages = new[]
                {
                    text,
                    text[..(text.Length / 2)],
                    WithoutMpid(text),
                    Batches.Firehose("canary", """{"apiKey":"canary-setting"}""", mpid: "0"),
                    """{"type":"dsr_processing_request","subject_request_type":"erasure","account":{"account_settings":{"apiKey":"canary-setting"}}}""",
                };
                foreach (var message in messages)
                {
                    told.Add((await host.PostBatchesAsync(message, request => request.Headers.TryAddWithoutValidation("Authorization", "canary-webhook"))).Body);
                    told.Add((await host.PostFirehoseAsync(message, request => request.Headers.TryAddWithoutValidation("Authorization", "Token canary-token"))).Body);
                    told.Add((await host.PostFirehoseAsync(message, request => request.Headers.TryAddWithoutValidation("Authorization", "Token canary-setting"))).Body);
                }
            }

            await Eventually.IsTrueAsync(async () => (await host.Forwarder.GetStatusAsync()).IsPaused);
            told.AddRange(host.Log.Lines);
            told.Add((await host.Forwarder.GetStatusAsync()).Sentence);
            if (quarantine)
            {
                Assert.That(await host.QuarantineAsync(), Has.Count.GreaterThan(8).And.None.Contains("canary-setting"));
            }
        }

        var tokens = documents.SelectMany(document => document.Tokens.Concat(document.ExcludableTokens)).Concat(secrets).ToList();
        told.AddRange(tags.Texts);
        Assert.That(told, Has.Some.Contain("accepted_events").And.Some.Contain("Unauthorized"));
        Assert.That(tokens.Where(token => told.Exists(text => text.Contains(token, StringComparison.Ordinal))), Is.Empty);

        // The quarantine is as received, but for secrets.
        var stored = Directory.GetFiles(folder.Path).Select(File.ReadAllBytes).ToList();
        Assert.That(stored.Sum(bytes => bytes.Length), Is.GreaterThan(10_000));
        var forbidden = quarantine ? secrets : tokens.AsEnumerable();
        Assert.That(forbidden.Where(token => stored.Exists(bytes => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(token)) >= 0)), Is.Empty);
    }

    private static string WithoutMpid(string text) =>
        System.Text.RegularExpressions.Regex.Replace(text, "\"mpid\":(\"[^\"]*\"|-?[0-9]+)", "\"mpid\":null");

    /// <summary>Hears every tag of every measurement in this process.</summary>
    private sealed class TagListener : IDisposable
    {
        private readonly MeterListener _listener = new();
        private readonly System.Collections.Concurrent.ConcurrentBag<string> _texts = [];

        public TagListener()
        {
            _listener.InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument);
            _listener.SetMeasurementEventCallback<long>((_, _, tags, _) => Add(tags));
            _listener.SetMeasurementEventCallback<int>((_, _, tags, _) => Add(tags));
            _listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Add(tags));
            _listener.Start();
        }

        public IEnumerable<string> Texts => _texts;

        public void Dispose() => _listener.Dispose();

        private void Add(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            foreach (var tag in tags)
            {
                _texts.Add($"{tag.Key}={tag.Value}");
            }
        }
    }
}
