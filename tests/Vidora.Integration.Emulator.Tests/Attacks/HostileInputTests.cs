using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Vidora.Integration.Emulator.Tests.Attacks;

/// <summary>
/// A client of the emulator sends bombs and nesting, names folders and pipelines that lead out of the
/// export directory, and user ids that a spreadsheet would run. Bodies are bounded, files stay below the directory, ids stay text, and the
/// secrets of an export are in no dump.
/// </summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class HostileInputTests
{
    private const string Secret = "5ec7e7";

    private string _folder = null!;
    private VidoraEmulator _emulator = null!;

    [SetUp]
    public async Task Start()
    {
        _folder = Directory.CreateTempSubdirectory("vidora-emulator-").FullName;
        _emulator = await VidoraEmulator.StartAsync(o => o.ExportDirectory = Path.Combine(_folder, "exports"));
    }

    [TearDown]
    public async Task Stop()
    {
        await _emulator.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [TestCase("../elsewhere")]
    [TestCase("..")]
    [TestCase("a/../../elsewhere")]
    [TestCase("/etc")]
    [TestCase("../exports-of-somebody-else")]
    [TestCase("a\0b", TestName = "Export_FolderThatLeadsOutOfTheDirectory_Is400(null character)")]
    public async Task Export_FolderThatLeadsOutOfTheDirectory_Is400(string folder)
    {
        var pipeline = _emulator.Pipelines.Create(Shoppers.Points("P"));

        var (status, body) = await _emulator.SendAsync(
            HttpMethod.Post, $"/emulator/pipelines/{pipeline.Id}/exports", JsonSerializer.Serialize(new { folder }));

        Assert.That(status, Is.EqualTo(400), body);
        Assert.That(Directory.GetFileSystemEntries(_folder).Select(Path.GetFileName), Is.SubsetOf(new[] { "exports" }));
    }

    [TestCase("../../x")]
    [TestCase("/etc/x")]
    [TestCase("a\\..\\..\\x")]
    [TestCase("a\nb")]
    [TestCase("a\u202eb", TestName = "Export_OfAPipelineNamedLikeAPath_IsAFileInItsFolder(direction)")]
    public async Task Export_OfAPipelineNamedLikeAPath_IsAFileInItsFolder(string name)
    {
        await Shoppers.SendAsync(_emulator);
        var pipeline = await Shoppers.RunAsync(_emulator, Shoppers.Points(name));

        var (status, body) = await _emulator.SendAsync(HttpMethod.Post, $"/emulator/pipelines/{pipeline.Id}/exports", """{"folder":"daily"}""");

        Assert.That(status, Is.EqualTo(201), body);
        var file = Directory.GetFiles(_folder, "*", SearchOption.AllDirectories).Single();
        Assert.That(Path.GetDirectoryName(file), Is.EqualTo(Path.Combine(_folder, "exports", "daily")));
        Assert.That(Path.GetFileName(file), Does.Match("^[a-z_]+_[0-9]{8}T[0-9]{9}Z\\.csv$"));
    }

    [Test]
    public async Task Export_UserIdsThatAreFormulas_AreTextAndNumbersStayNumbers()
    {
        foreach (var id in new[] { "=1+1", "@SUM(1)", "+1+1", "-7346244611012968789", "\\t=1", "-1+1" })
        {
            await _emulator.ValidateAsync($$"""{"user_id":"{{id}}","type":"view","timestamp":1893450000}""");
        }

        await Shoppers.SendAsync(_emulator);
        var pipeline = await Shoppers.RunAsync(_emulator, Shoppers.Points("P"));
        var (_, csv) = await _emulator.SendAsync(HttpMethod.Get, $"/emulator/pipelines/{pipeline.Id}/export.csv");

        Assert.That(
            csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => line.Split(',')[0]).Where(id => id.Length > 3 || !char.IsAsciiDigit(id[0])).Order(StringComparer.Ordinal),
            Is.EqualTo(new[] { "'\t=1", "'+1+1", "'-1+1", "'=1+1", "'@SUM(1)", "-7346244611012968789" }.Order(StringComparer.Ordinal)));
    }

    [TestCase("gzip")]
    [TestCase("br")]
    public async Task Body_Compressed_IsNotUnpacked(string encoding)
    {
        using var bomb = new MemoryStream();
        await using (Stream packing = encoding == "br" ? new BrotliStream(bomb, CompressionLevel.Fastest, leaveOpen: true) : new GZipStream(bomb, CompressionLevel.Fastest, leaveOpen: true))
        {
            await packing.WriteAsync(new byte[32 * 1024 * 1024]);
        }

        var before = GC.GetTotalAllocatedBytes();
        using var http = new HttpClient();
        foreach (var target in new[] { "/v1/validate?api_key=demo-key", "/s2s/v2/bulkevents" })
        {
            using var content = new ByteArrayContent(bomb.ToArray());
            content.Headers.ContentEncoding.Add(encoding);
            using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_emulator.Address, target)) { Content = content };
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", "ZmVlZC1rZXk6ZmVlZC1zZWNyZXQ=");
            using var response = await http.SendAsync(request);
            Assert.That((int)response.StatusCode, Is.InRange(400, 415), target);
        }

        Assert.That(GC.GetTotalAllocatedBytes() - before, Is.LessThan(24 * 1024 * 1024));
    }

    [TestCase("/v1/validate?api_key=demo-key", """{"data":[{"user_id":"1","type":"x","a":#}]}""")]
    [TestCase("/s2s/v2/bulkevents", """[{"mpid":1,"user_attributes":{"a":#}}]""")]
    [TestCase("/emulator/script", """{"rules":[{"route":#}]}""")]
    [TestCase("/emulator/pipelines", """{"type":"regression","name":#}""")]
    public async Task Body_NestedWithoutEnd_IsAnsweredAndNotAFault(string target, string body)
    {
        foreach (var depth in new[] { 10, 60, 64, 65, 1000, 500_000 })
        {
            var nested = new string('[', depth) + new string(']', depth);
            var (status, answer) = await _emulator.SendAsync(HttpMethod.Post, target, body.Replace("#", nested, StringComparison.Ordinal), Raw.Basic("feed-key", "feed-secret"));
            Assert.That(status, Is.InRange(200, 499), $"{depth}: {answer}");
            Assert.That(answer, Has.Length.LessThan(10_000));
        }

        Assert.That((await _emulator.SendAsync(HttpMethod.Get, "/emulator/state")).Status, Is.EqualTo(200), "it is still there");
    }

    [Test]
    public void Options_PrintedOrSerialised_ShowNoSecrets()
    {
        var export = new PredictionExport { FeedAddress = new Uri("https://example.com"), FeedKey = "key-" + Secret, FeedSecret = Secret };
        var options = new VidoraEmulatorOptions { ApiSecret = Secret, FeedSecret = Secret, Password = Secret };

        Assert.That($"{export}", Does.Not.Contain(Secret));
        Assert.That(JsonSerializer.Serialize(export), Does.Contain("https://example.com").And.Not.Contain(Secret));
        options.TimeProvider = null!;
        Assert.That($"{options} {JsonSerializer.Serialize(options)}", Does.Contain("demo-key").And.Not.Contain(Secret));
    }
}
