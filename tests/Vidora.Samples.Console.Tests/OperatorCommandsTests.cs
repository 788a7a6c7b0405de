using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Vidora.Integration;
using Vidora.Integration.Delivery;
using Vidora.Integration.Emulator;
using Vidora.Samples.Console.Hosting;

namespace Vidora.Samples.Console.Tests;

/// <summary>A script of an operator: the service by variables alone, and orders to it while it runs.</summary>
[Slow]
public sealed class OperatorCommandsTests
{
    private const string Batch =
        """{"mpid":"17","environment":"production","events":[{"event_type":"custom_event","data":{"event_name":"NAME","event_id":"NAME","timestamp_unixtime_ms":"1772460000999"}}]}""";

    [Test]
    public async Task Operator_WithoutAStop_SeesRepairsAndErases()
    {
        await using var emulator = await VidoraEmulator.StartAsync();
        var queue = Fixture.NewPath("queue.db");
        using var serve = TestProcess.Dotnet("vidora.dll", ["serve"], start =>
        {
            foreach (var (name, value) in new (string, string)[]
            {
                ("VIDORA_TO", emulator.Address.ToString()), ("VIDORA_LISTEN", "http://127.0.0.1:0"), ("VIDORA_QUEUE", queue),
                ("VIDORA_API_KEY", emulator.ApiKey), ("VIDORA_API_SECRET", emulator.ApiSecret), ("VIDORA_WEBHOOK_AUTHORIZATION", "from-mparticle"),
                ("VIDORA_OPERATOR_CREDENTIAL", "operator"), ("VIDORA_LOG", "json"), ("VIDORA_JSON", "true"),
            })
            {
                start.Environment[name] = value;
            }
        });
        var address = new Uri((await serve.LineAsync()).Split(' ')[2]);
        await Eventually.IsTrueAsync(() => File.Exists(queue + ".host"));
        var host = new Uri(address, "vidora").ToString();
        using var http = new HttpClient { BaseAddress = address };
        Assert.That(await PostAsync(http, "a", credential: null), Is.EqualTo(401));
        Assert.That(await PostAsync(http, "a"), Is.EqualTo(202));
        await emulator.WaitForEventsAsync(1);

        // The key breaks: ready, but not well.
        emulator.Script.Add("POST /v1/validate", new FaultAnswer { Status = 401, Times = 1 });
        Assert.That(await PostAsync(http, "b"), Is.EqualTo(202));
        await Eventually.IsTrueAsync(async () => (await GetAsync(http, "/health")).Body.Contains("Sending is paused: Vidora answered 401", StringComparison.Ordinal) || emulator.Events.Count == 2);
        Assert.That((await GetAsync(http, "/ready")).Status, Is.EqualTo(200));
        await emulator.WaitForEventsAsync(2, TimeSpan.FromSeconds(30));

        // A rejected event is seen, sent again, and its like is deleted.
        emulator.Script.Add("POST /v1/validate", new FaultAnswer { Status = 400, Times = 2 });
        await PostAsync(http, "c");
        await Eventually.IsTrueAsync(async () => await DeadAsync(host) == 1);
        await PostAsync(http, "d");
        await Eventually.IsTrueAsync(async () => await DeadAsync(host) == 2);
        var dead = (await RunAsync(host, "queue", "dead", "--reason", "http_400")).OutputLines.Select(line => JsonNode.Parse(line)!).ToList();
        Assert.That(dead.Select(letter => (string?)letter["type"]), Is.EqualTo(new[] { "c", "d" }));
        Assert.That((await RunAsync(host, "queue", "redrive", "--id", dead[0]["id"]!.ToString())).Output, Does.StartWith("1 dead letter is"));
        await emulator.WaitForEventsAsync(3);
        var unsure = await RunAsync(host, "queue", "purge");
        Assert.That((unsure.ExitCode, unsure.Error), Is.EqualTo((1, "vidora: this would delete for good: 1 http_400. Use --yes to delete it.\n")));
        Assert.That((await RunAsync(host, "queue", "purge", "--yes")).Output, Does.StartWith("1 dead letter was"));

        // The quarantine is seen and deleted.
        await PostAsync(http, "e", body: Batch.Replace("\"17\"", "null", StringComparison.Ordinal));
        var item = JsonNode.Parse((await RunAsync(host, "quarantine", "list")).OutputLines.Single())!;
        Assert.That((string?)item["masked"], Does.Contain("\"event_name\":\"text\""));
        Assert.That((await RunAsync(host, "quarantine", "release")).Output, Does.Contain("\"released\":0,\"remaining\":1"));
        var careful = await RunAsync(host, "quarantine", "purge");
        Assert.That((careful.ExitCode, careful.Error), Is.EqualTo((1, "vidora: this would delete 1 item for good; see vidora quarantine list. Use --yes to delete it.\n")));
        Assert.That((await RunAsync(host, "quarantine", "purge", "--yes", "--id", item["id"]!.ToString())).Output, Does.Contain("\"purged\":1"));

        // A user is forgotten, with a receipt.
        var receipt = JsonNode.Parse((await RunAsync(host, "forget", "17")).Output)!;
        await Eventually.IsTrueAsync(() => emulator.DeletedUsers.Contains("17"));
        await Eventually.IsTrueAsync(async () =>
            (await RunAsync(host, "erasures", "list", "--request", receipt["request"]!.ToString())).Output.Contains("vidora_answered_at", StringComparison.Ordinal));
        Assert.That(await PostAsync(http, "f"), Is.EqualTo(202));

        // in = Σ outcomes: 4 accepted by posts (a, b, c, d), 3 delivered, 1 dead and purged; f was refused as forgotten.
        var status = JsonNode.Parse((await RunAsync(host, "queue", "status")).Output)!["accounts"]![0]!;
        Assert.That((long?)status["events"], Is.Zero);
        Assert.That(status["outcomes"]!.AsArray().Where(outcome => (string?)outcome!["status"] == "Accepted").Sum(outcome => (long)outcome!["count"]!), Is.EqualTo(3));

        // A file that a process holds names the process's address.
        var held = await ConsoleRun.OfAsync("queue", "redrive", "--queue", queue);
        Assert.That((held.ExitCode, held.Error), Is.EqualTo((1, held.Error)));
        Assert.That(held.Error, Does.Contain($"use --host {host}"));

        var ended = await serve.StopAsync("-TERM");
        Assert.That(ended.ExitCode, Is.Zero);
        Assert.That(File.Exists(queue + ".host"), Is.False);
        Assert.That((long?)JsonNode.Parse(ended.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1])!["accepted_events"], Is.EqualTo(4));
        Assert.That(ended.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!["LogLevel"]), Has.None.Null);

        static Task<ConsoleRun> RunAsync(string host, params string[] args) =>
            ConsoleRun.OfAsync(args, [], new() { ["VIDORA_HOST"] = host, ["VIDORA_OPERATOR_CREDENTIAL"] = "operator" });

        static async Task<long> DeadAsync(string host) =>
            (long)JsonNode.Parse((await RunAsync(host, "queue", "status")).Output)!["accounts"]![0]!["dead_letters"]!;
    }

    [Test]
    public async Task Serve_WithTheStandardVariables_ExportsMetricsAndTraces()
    {
        await using var emulator = await VidoraEmulator.StartAsync();
        await using var collector = await Collector.StartAsync();
        using var serve = TestProcess.Dotnet(
            "vidora.dll",
            ["serve", "--to", emulator.Address.ToString(), "--listen", "http://127.0.0.1:0", "--queue", Fixture.NewPath("queue.db")],
            start =>
            {
                start.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address.ToString();
                start.Environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
                start.Environment["OTEL_METRIC_EXPORT_INTERVAL"] = "200";
                start.Environment["OTEL_BSP_SCHEDULE_DELAY"] = "200";
            });
        using var http = new HttpClient { BaseAddress = new Uri((await serve.LineAsync()).Split(' ')[2]) };
        Assert.That(await PostAsync(http, "a", credential: null), Is.EqualTo(202));

        await Eventually.IsTrueAsync(
            () => collector.Has("/v1/metrics", "vidora.delivery.accepted", "vidora.client.requests", "http.response.status_code", "server.address")
                && collector.Has("/v1/traces", "forward_events", "send_events"),
            "the collector has both");
        await serve.StopAsync("-TERM");
    }

    [Test]
    public async Task Host_WrongCredentialOrNotThere_HasItsOwnExitCode()
    {
        await using var emulator = await VidoraEmulator.StartAsync();
        var absent = await ConsoleRun.OfAsync("queue", "status", "--host", "http://127.0.0.1:1/vidora", "--operator-credential", "x");
        Assert.That((absent.ExitCode, absent.Error.StartsWith("vidora: the host at http://127.0.0.1:1/vidora/ cannot be reached", StringComparison.Ordinal)), Is.EqualTo((5, true)), absent.Error);
        var other = await ConsoleRun.OfAsync("queue", "status", "--host", emulator.Address.ToString(), "--operator-credential", "x");
        Assert.That(other.ExitCode, Is.EqualTo(4), other.Error);
        var none = await ConsoleRun.OfAsync("queue", "status", "--host", "http://127.0.0.1:1/vidora");
        Assert.That((none.ExitCode, none.Error.Contains("VIDORA_OPERATOR_CREDENTIAL", StringComparison.Ordinal)), Is.EqualTo((1, true)));
        var neither = await ConsoleRun.OfAsync("queue", "status");
        Assert.That((neither.ExitCode, neither.Error), Is.EqualTo((1, "vidora: name the queue file with --queue, or a running host with --host.\n")));
    }

    [TestCase("http://0.0.0.0:0", null, 1, "callers need no credential")]
    [TestCase("http://127.0.0.1:0", "\"Vidroa\":{\"ApiKey\":\"x\"}", 1, "unknown section \"Vidroa\"")]
    [TestCase("http://127.0.0.1:0", "\"Forwarding\":{\"Limits\":{\"MaxEvents\":0}}", 4, "MaxEvents is 0")]
    [TestCase("http://127.0.0.1:0", "\"Receiving\":{\"FirehoseTokens\":[\"\"]}", 4, "FirehoseTokens holds an empty value")]
    [TestCase("http://192.0.2.1:0", "\"Receiving\":{\"FirehoseTokens\":[\"a\"]}", 4, "cannot listen at http://192.0.2.1:0/")]
    public async Task Serve_SetUpIsWrong_SaysWhatAndNeverRestarts(string listen, string? config, int exitCode, string message)
    {
        var more = config is null ? [] : new[] { "--config", Fixture.NewFile("config.json", $"{{{config}}}") };
        var run = await ConsoleRun.OfAsync(["serve", "--to", "http://127.0.0.1:1", "--queue", Fixture.NewPath("queue.db"), "--listen", listen, .. more]);
        Assert.That((run.ExitCode, run.Error.Contains(message, StringComparison.Ordinal)), Is.EqualTo((exitCode, true)), run.Error);
    }

    [Test]
    public async Task Serve_TopicOfForgottenUsersIsNotThere_DoesNotStart()
    {
        var config = Fixture.NewFile(
            "config.json", """{"KafkaErasures":{"Topic":"forgotten","StartTimeout":"00:00:01","Client":{"BootstrapServers":"127.0.0.1:1"}}}""");
        var run = await ConsoleRun.OfAsync(["serve", "--to", "http://127.0.0.1:1", "--queue", Fixture.NewPath("queue.db"), "--listen", "http://127.0.0.1:0", "--config", config]);
        Assert.That((run.ExitCode, run.Error.Contains("The topic forgotten of forgotten users was not read to its end within 1 s", StringComparison.Ordinal)), Is.EqualTo((5, true)), run.Error);
    }

    [Test]
    public async Task Forget_OnAFile_WritesTheReceiptAsJsonAndListsItLater()
    {
        await using var emulator = await VidoraEmulator.StartAsync();
        var queue = Fixture.NewPath("queue.db");
        await using (var store = new DeliveryStore(queue))
        {
            await store.AddDeadLettersAsync([new VidoraEvent("17", "purchase")], [new SendOutcome(SendStatus.Dead, "http_400")]);
        }

        var run = await ConsoleRun.OfAsync(
            "forget", "17", "--queue", queue, "--to", emulator.Address.ToString(), "--api-key", emulator.ApiKey, "--api-secret", emulator.ApiSecret, "--json");
        var receipt = JsonNode.Parse(run.Output)!;
        Assert.That((run.ExitCode, (long?)receipt["purged_here"]!["dead_letters"], receipt["vidora_answered_at"] is null), Is.EqualTo((0, (long?)1, false)), run.Error);
        Assert.That(emulator.DeletedUsers, Is.EqualTo(new[] { "17" }));
        var listed = await ConsoleRun.OfAsync("erasures", "list", "--queue", queue);
        Assert.That(listed.OutputLines.Single(), Is.EqualTo(run.OutputLines.Single()));
    }

    [Test]
    public async Task Doctor_EverythingIsRight_SaysSoLineByLine()
    {
        await using var emulator = await VidoraEmulator.StartAsync();
        var run = await ConsoleRun.OfAsync("doctor", "--to", emulator.Address.ToString(), "--api-key", emulator.ApiKey, "--api-secret", emulator.ApiSecret, "--queue", Fixture.NewPath("queue.db"));
        Assert.That(run.ExitCode, Is.Zero, run.Output);
        Assert.That(run.OutputLines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]), Is.EqualTo(new[] { "name", "proxy", "connection", "clock", "key", "disk", "space", "queue" }));
    }

    [Test]
    public async Task Doctor_WrongKeyUnknownHostOrSilence_SaysWhatIsWrong()
    {
        await using var emulator = await VidoraEmulator.StartAsync();
        var key = await ConsoleRun.OfAsync("doctor", "--to", emulator.Address.ToString(), "--api-key", "wrong");
        Assert.That((key.ExitCode, key.OutputLines[^1].StartsWith("BAD  key", StringComparison.Ordinal)), Is.EqualTo((4, true)), key.Output);
        var silent = await ConsoleRun.OfAsync("doctor", "--to", "http://127.0.0.1:1", "--api-key", "k");
        Assert.That((silent.ExitCode, silent.Output.Contains("BAD  connection", StringComparison.Ordinal)), Is.EqualTo((5, true)), silent.Output);
    }

    [TestCase("See vidora queue status --help.", "queue", "status", "--nothing")]
    [TestCase("See vidora erasures close --help.", "erasures", "close")]
    [TestCase("See vidora serve --help.", "serve", "--nothing")]
    public async Task WrongUse_NamesTheHelpOfTheCommand(string expected, params string[] args)
    {
        var run = await ConsoleRun.OfAsync(args);
        Assert.That((run.ExitCode, run.Error.TrimEnd().EndsWith(expected, StringComparison.Ordinal)), Is.EqualTo((1, true)), run.Error);
        var command = expected.Split(' ')[2..^1];
        Assert.That((await ConsoleRun.OfAsync([.. command, "--help"])).ExitCode, Is.Zero);
    }

    [Test]
    public void HostFile_IsGone_SaysNothing() => Assert.That(HostFile.Find(Fixture.NewPath("none.db")), Is.Null);

    /// <summary>An OpenTelemetry collector that searches what it gets for names.</summary>
    private sealed class Collector(WebApplication app) : IAsyncDisposable
    {
        private readonly ConcurrentDictionary<string, string> _received = new();

        public Uri Address => new(app.Urls.Single());

        public static async Task<Collector> StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            var app = builder.Build();
            app.Urls.Add("http://127.0.0.1:0");
            var collector = new Collector(app);
            app.MapPost("/v1/{signal}", async context =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                var text = Encoding.Latin1.GetString(body.ToArray());
                collector._received.AddOrUpdate(context.Request.Path, text, (_, before) => before + text);
            });
            await app.StartAsync();
            return collector;
        }

        public bool Has(string path, params string[] names) =>
            _received.TryGetValue(path, out var text) && names.All(name => text.Contains(name, StringComparison.Ordinal));

        public ValueTask DisposeAsync() => app.DisposeAsync();
    }

    private static async Task<int> PostAsync(HttpClient http, string name, string? credential = "from-mparticle", string? body = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mparticle/batches");
        request.Content = new StringContent((body ?? Batch).Replace("NAME", name, StringComparison.Ordinal), Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("Authorization", credential is null ? [] : [credential]);
        using var response = await http.SendAsync(request);
        return (int)response.StatusCode;
    }

    private static async Task<(int Status, string Body)> GetAsync(HttpClient http, string path)
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative));
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
