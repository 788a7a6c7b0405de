using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Confluent.Kafka;
using Vidora.Integration.Emulator;
using Vidora.Integration.Pipelines;

namespace Vidora.Documentation.Tests;

/// <summary>What the documents show does what they say, each block as a process of its own beside an emulator.</summary>
[TestFixture]
[Platform(Exclude = "Win", Reason = "Hosts are stopped with kill.")]
[Parallelizable(ParallelScope.Children)]
[Slow]
public sealed class CodeBlockRunTests
{
    private const string Batch =
        """{"mpid":"-7346244611012968789","events":[{"event_type":"custom_event","data":{"event_name":"Play","event_id":"1","timestamp_unixtime_ms":"1772460000999"}}]}""";

    private const string Export = "user_id,Conversion Probability,Percentile\n-7346244611012968789,0.81,0.93\n5120000000000000001,0.2,0.1\n";

    private static readonly Dictionary<(string Document, int Number), Func<Stage, CodeBlock, Task>> _scenes = new()
    {
        [("README.md", 1)] = ReadMapSendAsync,
        [("README.md", 2)] = RegisterAndSendAsync,
        [("README.md", 3)] = ReceiveAsync,
        [("src/Vidora.Integration/README.md", 1)] = MapAndNameAsync,
        [("src/Vidora.Integration/README.md", 2)] = ExplainAsync,
        [("src/Vidora.Integration/README.md", 3)] = ReadProfileAsync,
        [("src/Vidora.Integration.Delivery/README.md", 1)] = ForwardAsync,
        [("src/Vidora.Integration.Delivery/README.md", 2)] = ListHeldAsync,
        [("src/Vidora.Integration.Delivery/README.md", 3)] = RegisterFirehoseAsync,
        [("src/Vidora.Integration.Delivery/README.md", 4)] = ReplayAsync,
        [("src/Vidora.Integration.Delivery/README.md", 5)] = ImportFolderAsync,
        [("src/Vidora.Integration.Delivery/README.md", 6)] = ImportAsync,
        [("src/Vidora.Integration.AspNetCore/README.md", 1)] = ReceiveAsync,
        [("src/Vidora.Integration.Emulator/README.md", 1)] = EmulateAsync,
        [("src/Vidora.Integration.Emulator/README.md", 2)] = PlayAsync,
        [("src/Vidora.Integration.Emulator/README.md", 3)] = RunAPipelineAsync,
        [("src/Vidora.Integration.Pipelines/README.md", 1)] = PredictAsync,
        [("src/Vidora.Integration.Pipelines/README.md", 2)] = ReadCardAsync,
        [("src/Vidora.Integration.Kafka/README.md", 1)] = ConsumeAsync,
        [("src/Vidora.Integration.Kafka/README.md", 2)] = ConsumeSecurelyAsync,
        [("src/Vidora.Integration.Kafka/README.md", 3)] = ShareErasuresAsync,
    };

    [TestCaseSource(nameof(Blocks))]
    public async Task CodeBlock_Run_DoesWhatTheDocumentSays(string document, int number)
    {
        var block = CodeBlock.In(document).ElementAt(number - 1);
        Assert.That(_scenes, Contains.Key((document, number)), $"{block} needs a scene: what must it do?");
        await using var stage = await Stage.SetAsync();
        await _scenes[(document, number)](stage, block);
    }

    private static async Task ReadMapSendAsync(Stage stage, CodeBlock block)
    {
        stage.Write("batches.jsonl", $"{Batch}\n{Batch}\n");
        stage.Start(block);
        await stage.EndAsync();
        Assert.That(stage.Lines, Is.EqualTo(new[] { "1 of 1 events: Accepted (http_200)", "1 of 1 events: Accepted (http_200)" }));
        Assert.That(stage.Emulator.Events.OfType("Play"), Has.Count.EqualTo(2));
    }

    private static async Task RegisterAndSendAsync(Stage stage, CodeBlock block)
    {
        stage.Start(block);
        await stage.EndAsync();
        Assert.That(stage.Emulator.Events.OfType("purchase"), Has.Count.EqualTo(1));
    }

    private static async Task ReceiveAsync(Stage stage, CodeBlock block)
    {
        stage.Start(block);
        using var host = await stage.ListeningAsync();
        using var refused = await host.PostAsync("/mparticle/batches", Json(Batch));
        Assert.That(refused.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized));
        host.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Token 17");
        using var taken = await host.PostAsync("/mparticle/batches", Json(Batch));
        Assert.That(taken.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        await stage.Emulator.WaitForEventsAsync(1);
        Assert.That(await host.GetStringAsync("/health"), Does.StartWith("""{"status":"Healthy","vidora":"""));
        Assert.That(await host.GetStringAsync("/ready"), Does.StartWith("""{"status":"Healthy","""));

        // No endpoint of the host answers without its credential.
        using var stranger = new HttpClient { BaseAddress = host.BaseAddress };
        foreach (var path in new[] { "/mparticle/batches", "/mparticle/firehose", "/vidora/pause", "/vidora/erasures?user=1" })
        {
            using var answer = await stranger.PostAsync(path, Json(Batch));
            Assert.That(answer.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized), path);
        }

        await stage.StopAsync();
    }

    private static async Task RegisterFirehoseAsync(Stage stage, CodeBlock block)
    {
        stage.Start(block);
        await stage.EndAsync();
        Assert.That(stage.Lines.Single(), Does.StartWith("200 application/json; charset=utf-8, "));
    }

    private static async Task ListHeldAsync(Stage stage, CodeBlock block)
    {
        stage.Start(block);
        await stage.EndAsync();
        Assert.That(stage.Lines, Is.Empty, "a new file holds no request");
    }

    private static async Task MapAndNameAsync(Stage stage, CodeBlock block)
    {
        stage.Start(block);
        await stage.EndAsync();
        Assert.That(block.Code, Does.Contain("// " + stage.Lines[0]));
        Assert.That(stage.Lines[^1], Is.EqualTo("$intelligent_attribute:vidora:sample_pipeline__percentile"));
    }

    private static async Task ExplainAsync(Stage stage, CodeBlock block)
    {
        stage.Start(block);
        await stage.EndAsync();
        Assert.That(stage.Lines, Has.Length.EqualTo(5));
        Assert.That(block.Code, Does.Contain("// " + stage.Lines[1]).And.Contain("// " + stage.Lines[^1]));
    }

    private static async Task ForwardAsync(Stage stage, CodeBlock block)
    {
        stage.Start(block);
        await stage.EndAsync();
        Assert.That(stage.Lines.Where(line => line is "On disk." or "All sent."), Is.EqualTo(new[] { "On disk.", "All sent." }));
        Assert.That(stage.Emulator.Events.OfType("purchase"), Has.Count.EqualTo(1));
    }

    private static async Task ReplayAsync(Stage stage, CodeBlock block)
    {
        stage.Write("archive/2026-03-02/Shop_20260302140000999_00001.txt", $"{Batch}\n{Batch}\n");
        stage.Start(block);
        await stage.EndAsync();
        Assert.That(stage.Lines, Is.EqualTo(new[] { "2 of 2 events delivered, 1 files." }));
        Assert.That(File.Exists(Path.Combine(stage.Folder, "replay.checkpoint")), Is.True);
    }

    private static async Task PredictAsync(Stage stage, CodeBlock block)
    {
        stage.Write("history.jsonl", $"{Batch}\n");
        stage.Start(block);
        await stage.EndAsync();
        Assert.That(stage.Lines[^1], Does.StartWith("There are no predictions: "));
        Assert.That(File.Exists(Path.Combine(stage.Folder, "activity", "activity.bin")), Is.True);
    }

    private static async Task ReadCardAsync(Stage stage, CodeBlock block)
    {
        stage.Write("club.csv", "user_id\n5\n");
        stage.Write("buyers.card.json", """{"figure_name":"AUC","band":"Good","figure":{"value":0.7,"low":0.6,"high":0.8},"features":[{"name":"purchase","importance":100}]}""");
        stage.Start(block);
        await stage.EndAsync();
        Assert.That(stage.Lines, Is.EqualTo(new[] { "4 pipelines", "AUC 0.700 (0.600 to 0.800)", "100 purchase" }));
    }

    private static async Task ImportFolderAsync(Stage stage, CodeBlock block)
    {
        var export = stage.Write("likelihood-to-purchase/2026-03-02.csv", Export);
        File.SetLastWriteTimeUtc(export, new DateTime(2026, 3, 2, 0, 0, 0, DateTimeKind.Utc));
        stage.Start(block, code => code.Replace("o.Pipeline =", "o.PollInterval = TimeSpan.FromSeconds(1);\no.Pipeline =", StringComparison.Ordinal));
        await stage.EventuallyAsync(() => stage.Emulator.Users.Count == 2);
        await stage.EventuallyAsync(() => File.Exists(Path.Combine(stage.Folder, "likelihood-to-purchase", "applied", "2026-03-02.csv")));
        await stage.StopAsync();
        AssertAttribute(stage, "$intelligent_attribute:vidora:likelihood_to_purchase__score", "0.81");
    }

    private static async Task ImportAsync(Stage stage, CodeBlock block)
    {
        // The least number of users whose number is known; they act the more the higher it is.
        using (var shop = new HttpClient { BaseAddress = stage.Emulator.Address })
        {
            var events = Enumerable.Range(0, 200).SelectMany(user => Enumerable.Range(0, 1 + (user % 5)).Select(i =>
                $$"""{"user_id":"{{(user == 0 ? "-7346244611012968789" : $"{user}")}}","type":"view","timestamp":{{1_770_000_000 + (i * 3_600)}},"user_points":{{user % 5}}}"""));
            await shop.PostAsync($"/v1/validate?api_key={stage.Emulator.ApiKey}", Json($$"""{"data":[{{string.Join(',', events)}}]}"""));
        }

        var pipeline = stage.Emulator.Pipelines.Create(new RegressionPipeline { Name = "Likelihood to Purchase", Attribute = "points", Schedule = PipelineSchedule.Daily });
        Assert.That((await stage.Emulator.Pipelines.RunAsync(pipeline.Id)).Failure, Is.Null);
        stage.Write("export.csv", Export);
        stage.Start(block, code => code.Replace("vnscuql2", pipeline.Id, StringComparison.Ordinal));
        await stage.EndAsync();
        Assert.That(stage.Lines, Is.EqualTo(new[] { "2 of 2 users were written: 2 added." }));
        Assert.That(stage.Emulator.Users.Select(user => user.Attributes.Keys), Is.All.Contains("$intelligent_attribute:vidora:likelihood_to_purchase__score"));
    }

    private static async Task EmulateAsync(Stage stage, CodeBlock block)
    {
        stage.Start(block);
        await stage.EndAsync();
        Assert.That(stage.Lines, Is.EqualTo(new[] { "u1" }));
    }

    private static async Task ReadProfileAsync(Stage stage, CodeBlock block)
    {
        using var http = new HttpClient { BaseAddress = stage.Emulator.Address };
        http.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{stage.Emulator.FeedKey}:{stage.Emulator.FeedSecret}")));
        using var written = await http.PostAsync(
            "/v2/events", Json("""{"environment":"production","mpid":-7346244611012968789,"user_attributes":{"$intelligent_attribute:vidora:sample_pipeline__score":0.171425}}"""));
        Assert.That(written.StatusCode, Is.EqualTo(HttpStatusCode.Accepted));
        stage.Start(block, code => code
            .Replace("Environment.GetEnvironmentVariable(\"MPARTICLE_CLIENT_ID\")", $"\"{stage.Emulator.FeedKey}\"", StringComparison.Ordinal)
            .Replace("Environment.GetEnvironmentVariable(\"MPARTICLE_CLIENT_SECRET\")", $"\"{stage.Emulator.FeedSecret}\"", StringComparison.Ordinal)
            .Replace("Organization =", $"Address = new Uri(\"{stage.Emulator.Address}\"), TokenAddress = new Uri(\"{stage.Emulator.Address}\"), Organization =", StringComparison.Ordinal));
        await stage.EndAsync();
        Assert.That(stage.Lines, Is.EqualTo(new[] { "0.171425" }));
    }

    private static async Task PlayAsync(Stage stage, CodeBlock block)
    {
        // No host runs here: an address that refuses everything, whose answers must be accounted for.
        stage.Start(block, code => code
            .Replace("http://127.0.0.1:8481", $"{stage.Emulator.Address}v2/events", StringComparison.Ordinal)
            .Replace("Batches = 10_000", "Batches = 12", StringComparison.Ordinal));
        await stage.EndAsync();
        Assert.That(stage.Lines, Is.EqualTo(new[] { "It adds up." }));
    }

    private static async Task RunAPipelineAsync(Stage stage, CodeBlock block)
    {
        stage.Start(block);
        await stage.EndAsync();
        Assert.That(stage.Lines, Is.EqualTo(new[] { "There are no events. Add events that have a user, a type and a time." }));
    }

    private static async Task ConsumeAsync(Stage stage, CodeBlock block)
    {
        using var producer = StartBroker();
        await producer.ProduceAsync("mparticle-events", new Message<string, string> { Key = "-7346244611012968789", Value = Batch });
        stage.Start(block, code => code.Replace("kafka-1:9093,kafka-2:9093,kafka-3:9093", AddressOf(producer), StringComparison.Ordinal));
        using var host = await stage.ListeningAsync();
        await stage.Emulator.WaitForEventsAsync(1, TimeSpan.FromSeconds(60));
        Assert.That(await host.GetStringAsync("/health"), Is.EqualTo("Healthy"));
        await stage.StopAsync();
    }

    /// <summary>The host starts when it has read the topic.</summary>
    private static async Task ShareErasuresAsync(Stage stage, CodeBlock block)
    {
        using var producer = StartBroker();
        await producer.ProduceAsync("vidora-forgotten", new Message<string, string> { Key = new string('0', 32), Value = "forgotten" });
        stage.Start(block, code => code.Replace("kafka-1:9093,kafka-2:9093,kafka-3:9093", AddressOf(producer), StringComparison.Ordinal));
        using var host = await stage.ListeningAsync();
        Assert.That(await host.GetStringAsync("/health"), Is.EqualTo("Healthy"));
        await stage.StopAsync();
    }

    /// <summary>Starts librdkafka's own mock cluster, which lives as long as this producer.</summary>
    private static IProducer<string, string> StartBroker() =>
        new ProducerBuilder<string, string>(new Dictionary<string, string> { ["test.mock.num.brokers"] = "1" }).SetLogHandler((_, _) => { }).Build();

    private static string AddressOf(IProducer<string, string> producer)
    {
        using var admin = new DependentAdminClientBuilder(producer.Handle).Build();
        var broker = admin.GetMetadata(TimeSpan.FromSeconds(60)).Brokers[0];
        return string.Create(CultureInfo.InvariantCulture, $"{broker.Host}:{broker.Port}");
    }

    /// <summary>There is no broker with TLS here: the settings are taken, the host runs, and stops in order.</summary>
    private static async Task ConsumeSecurelyAsync(Stage stage, CodeBlock block)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=acme", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(1));
        var authority = stage.Write("authority.pem", certificate.ExportCertificatePem());
        stage.Start(block, code => code
            .Replace("kafka-1:9093", "127.0.0.1:9", StringComparison.Ordinal)
            .Replace("/etc/ssl/certs/acme-kafka.pem", authority, StringComparison.Ordinal));
        await stage.EventuallyAsync(() => stage.Lines.Any(line => line.Contains("consumes mparticle-events from Kafka in group vidora", StringComparison.Ordinal)));
        await stage.StopAsync();
    }

    private static void AssertAttribute(Stage stage, string name, string value) =>
        Assert.That(stage.Emulator.Users.Single(user => user.Mpid == -7346244611012968789).Attributes[name].GetRawText(), Is.EqualTo(value));

    private static StringContent Json(string body) => new(body, Encoding.UTF8, "application/json");

    private static IEnumerable<TestCaseData> Blocks() =>
        from block in CodeBlock.All()

        // An app host needs the orchestrator of Aspire; the tests of that package start one.
        where !block.Document.Contains("Aspire", StringComparison.Ordinal)
        select new TestCaseData(block.Document, block.Number).SetArgDisplayNames(block.ToString());
}
