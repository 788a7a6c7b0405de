using System.Text;
using Microsoft.Extensions.Time.Testing;
using Vidora.Integration.Emulator.Vidora;

namespace Vidora.Integration.Emulator.Tests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class SignatureCheckTests
{
    private const string Key = "ExampleCo.00000000000000000000000000000001";
    private const string Query = $"api_key={Key}&expires=2030-01-01T00%3A00";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2029, 12, 31, 23, 0, 0, TimeSpan.Zero));

    private SignatureCheck Checker(bool required = true) => new(Key, "example-secret-0001", required, _time);

    [TestCase("GET", "/v1/api/pipelines?" + Query, "", "iOnyIUNikbxaubzz8/78YlT4KZBs8UbZFkWnBWqKXWo")]
    [TestCase("GET", "/v1/api/pipelines?recurring=true&active=true&" + Query, "", "jzAK884rQRloUqiJ3AQRgYf/fSORAk2D5C9P+tv+RlA")]
    [TestCase(
        "POST", "/v1/validate?" + Query, """{"data":[{"user_id":"u1","type":"click","timestamp":1893456000}]}""", "/NqBKVjVM+njDAw7AgufKMHADWAJ1lsri4RRLF/ahwY")]
    [TestCase("GET", "/v1/users/%C3%BC1/recommendations?category=a%20b&" + Query, "", "NMH24prPc9cfPVyAtw80dKMfbh0FB/UmIBywWIpOz1U")]
    public void Check_PublishedVector_IsAllowed(string method, string target, string body, string signature)
    {
        var signed = $"{target}&signature={Uri.EscapeDataString(signature)}";

        Assert.That(Checker().Check(method, signed, Encoding.UTF8.GetBytes(body)), Is.Null);
        Assert.That(Checker().Check(method, signed, Encoding.UTF8.GetBytes(body + " "))?.Error, Is.EqualTo("Invalid signature."));
        Assert.That(Checker().Check(method == "GET" ? "DELETE" : "GET", signed, Encoding.UTF8.GetBytes(body))?.Status, Is.EqualTo(403));
        Assert.That(Checker().Check(method, signed.Replace("/v1/", "/v2/"), Encoding.UTF8.GetBytes(body))?.Status, Is.EqualTo(403));
    }

    [Test]
    public void Check_SignatureAfterItsTime_IsRefused()
    {
        var target = $"/v1/api/pipelines?{Query}&signature=iOnyIUNikbxaubzz8%2F78YlT4KZBs8UbZFkWnBWqKXWo";

        _time.SetUtcNow(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.That(Checker().Check("GET", target, default), Is.Null);

        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.That(Checker().Check("GET", target, default)?.Error, Does.Contain("expired"));
    }

    [TestCase("Asia/Kathmandu")]
    [TestCase("America/New_York")]
    [NonParallelizable]
    public void Check_ExpiresOnAMachineOfAnotherZone_IsUtc(string zone)
    {
        var (before, offset) = (Environment.GetEnvironmentVariable("TZ"), TimeZoneInfo.Local.BaseUtcOffset);
        Environment.SetEnvironmentVariable("TZ", zone);
        TimeZoneInfo.ClearCachedData();
        try
        {
            Assert.That(TimeZoneInfo.Local.BaseUtcOffset, Is.Not.EqualTo(TimeSpan.Zero));
            Check_SignatureAfterItsTime_IsRefused();
        }
        finally
        {
            Environment.SetEnvironmentVariable("TZ", before);
            TimeZoneInfo.ClearCachedData();
        }

        Assert.That(TimeZoneInfo.Local.BaseUtcOffset, Is.EqualTo(offset));
    }

    [TestCase("/v1/validate", 401, "api_key")]
    [TestCase("/v1/validate?api_key=other", 401, "Unknown")]
    [TestCase("/v1/validate?api_key=" + Key, 403, "must be signed")]
    [TestCase("/v1/validate?api_key=" + Key + "&signature=x", 403, "expires")]
    [TestCase("/v1/validate?api_key=" + Key + "&expires=tomorrow&signature=x", 403, "yyyy-MM-ddTHH:mm")]
    [TestCase("/v1/validate?" + Query + "&signature=x", 403, "43 characters")]
    [TestCase("/v1/validate?" + Query + "&signature=jzAK884rQRloUqiJ3AQRgYf/fSORAk2D5C9P+tv+RlA", 403, "%2B")]
    public void Check_FaultyCall_SaysWhatIsWrong(string target, int status, string text)
    {
        var refusal = Checker().Check("POST", target, default);

        Assert.That(refusal?.Status, Is.EqualTo(status));
        Assert.That(refusal?.Error, Does.Contain(text));
    }

    [Test]
    public void Check_SignatureNotRequired_ChecksTheOneThatComes()
    {
        Assert.That(Checker(required: false).Check("GET", $"/v1/api/pipelines?api_key={Key}", default), Is.Null);
        Assert.That(Checker(required: false).Check("GET", $"/v1/api/pipelines?api_key={Key}", default, always: true)?.Status, Is.EqualTo(403));
        Assert.That(Checker(required: false).Check("GET", $"/v1/api/pipelines?{Query}&signature={new string('A', 43)}", default)?.Status, Is.EqualTo(403));
    }
}
