using System.Text;
using System.Text.RegularExpressions;

namespace Vidora.Integration.Emulator.Tests;

/// <summary>What the emulator says about personal data: which fields, and once what holds for every event of a default mapping.</summary>
public partial class RemarkTests
{
    private const string Batch = """
        {"mpid":"42","user_attributes":{"$FirstName":"Nele","$Zip":"69001","plan":"gold"},"events":[
          {"event_type":"custom_event","data":{"event_name":"Sign up","event_id":"1","timestamp_unixtime_ms":1700000000000,"custom_attributes":{"contact":"nele@mail.example","note":"x"}}},
          {"event_type":"custom_event","data":{"event_name":"Call","event_id":"2","timestamp_unixtime_ms":1700000000000,"custom_attributes":{"contact":"nele@mail.example","callback":"+33 4 72 00 00 00"}}},
          {"event_type":"screen_view","data":{"screen_name":"Home","event_id":"3","timestamp_unixtime_ms":1700000000000}}]}
        """;

    private VidoraEmulator _emulator = null!;

    [SetUp]
    public async Task Start() => _emulator = await VidoraEmulator.StartAsync();

    [TearDown]
    public async Task Stop() => await _emulator.DisposeAsync();

    [Test]
    public async Task Report_OfADefaultMapping_NamesTheFieldsAndAdvisesOnce()
    {
        await SendAsync(new VidoraMappingOptions());

        var report = await ReportAsync();

        Assert.That(report, Is.EqualTo(new[]
        {
            "remark: A name or a value looks like personal data. In the latest events: contact (2), callback (1). 2",
            "advice: mParticle's reserved user attributes are forwarded. Set ExcludePersonalData to leave them out. In the latest events: user_firstname (3), user_zip (3). 3",
        }));
    }

    [Test]
    public async Task State_OfADefaultMapping_CountsAdviceAsNoRemark()
    {
        await SendAsync(new VidoraMappingOptions());

        var state = _emulator.GetState();

        Assert.That((state.Valid, state.Warned), Is.EqualTo((3, 2)));
        Assert.That(state.ByReason, Is.EqualTo(new Dictionary<string, long> { ["personal_data"] = 2, ["reserved_attributes"] = 3 }));
    }

    [Test]
    public async Task Pages_NameFieldsAndNoPersonalValue()
    {
        await SendAsync(new VidoraMappingOptions());

        var (_, page) = await _emulator.SendAsync(HttpMethod.Get, "/");

        foreach (var value in new[] { "nele@mail.example", "+33 4 72", "Nele", "69001" })
        {
            Assert.That(page, Does.Not.Contain(value));
        }
    }

    [Test]
    public async Task Report_UnderExcludePersonalData_IsEmpty()
    {
        await SendAsync(new VidoraMappingOptions { ExcludePersonalData = true });

        Assert.That(await ReportAsync(), Is.Empty);
        Assert.That(_emulator.GetState().Valid, Is.EqualTo(3));
    }

    [GeneratedRegex("<tr><td><span class=\"[a-z]+\">(?<kind>[a-z]+)</span></td><td><a id=\"r-[^>]*>(?<text>.*?)</td><td class=\"num\">(?<count>[0-9]+)</td></tr>")]
    private static partial Regex ReportRow { get; }

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag { get; }

    private Task<(int Status, string Body)> SendAsync(VidoraMappingOptions options)
    {
        var mapped = new MParticleEventMapper(options).Map(MParticleJson.ReadBatch((ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(Batch)));
        return _emulator.ValidateAsync([.. mapped.Events.Select(@event => @event.ToString())]);
    }

    private async Task<IEnumerable<string>> ReportAsync()
    {
        var (_, page) = await _emulator.SendAsync(HttpMethod.Get, "/");
        return ReportRow.Matches(page).Select(row => $"{row.Groups["kind"].Value}: {System.Net.WebUtility.HtmlDecode(Tag.Replace(row.Groups["text"].Value, ""))} {row.Groups["count"].Value}");
    }
}
