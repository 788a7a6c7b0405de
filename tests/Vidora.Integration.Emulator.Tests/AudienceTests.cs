using System.Globalization;

namespace Vidora.Integration.Emulator.Tests;

public class AudienceTests
{
    private const string Score = "$intelligent_attribute:vidora:sample_pipeline__score";

    private readonly HurriedTime _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero));

    [Test]
    public async Task Audience_AfterTwoExports_CountsWhoJoinedAndLeft()
    {
        await using var emulator = await VidoraEmulator.StartAsync(options => options.TimeProvider = _time);
        await WriteAsync(emulator, (1, 0.9), (2, 0.9), (3, 0.1), (4, 0.2));
        _time.Advance(TimeSpan.FromDays(1));
        await WriteAsync(emulator, (1, 0.95), (2, 0.3));
        _time.Advance(TimeSpan.FromSeconds(20)); // One export, in two requests.
        await WriteAsync(emulator, (3, 0.8), (5, 0.85));

        Assert.That((await emulator.GetJsonAsync("/emulator/audiences")).GetProperty("attributes")[0].GetString(), Is.EqualTo(Score));
        var audience = await emulator.GetJsonAsync($"/emulator/audiences?attribute={Uri.EscapeDataString(Score)}&threshold=0.8");
        Assert.That(
            new[] { "users", "members", "joined", "left" }.Select(name => audience.GetProperty(name).GetInt32()), Is.EqualTo(new[] { 5, 3, 2, 1 }),
            "1 stays, 3 and 5 join, 2 leaves, 4 never was in it");
        Assert.That(audience.GetProperty("exported_from").GetDateTimeOffset(), Is.EqualTo(new DateTimeOffset(2026, 5, 2, 12, 0, 0, TimeSpan.Zero)));
        Assert.That((await emulator.SendAsync(HttpMethod.Get, $"/emulator/audiences?attribute={Uri.EscapeDataString(Score)}&threshold=much")).Status, Is.EqualTo(400));
        var unknown = await emulator.GetJsonAsync("/emulator/audiences?attribute=nothing&threshold=1");
        Assert.That((unknown.GetProperty("users").GetInt32(), unknown.GetProperty("exported_from").GetString()), Is.EqualTo((0, (string?)null)));
    }

    internal static async Task WriteAsync(VidoraEmulator emulator, params (long Mpid, double Score)[] users)
    {
        var batches = users.Select(user => string.Create(
            CultureInfo.InvariantCulture, $$$"""{"environment":"production","mpid":{{{user.Mpid}}},"user_attributes":{"{{{Score}}}":{{{user.Score}}}}}"""));
        var (status, body) = await emulator.SendAsync(
            HttpMethod.Post, "/v2/bulkevents", $"[{string.Join(',', batches)}]", Raw.Basic(emulator.FeedKey, emulator.FeedSecret));
        Assert.That(status, Is.EqualTo(202), body);
    }
}
