using System.Net;
using System.Text.Json;

namespace Vidora.Integration.AspNetCore.Tests.Attacks;

/// <summary>
/// A sender calls its events, attributes and messages so that a line of the log, a header or a terminal would be another one: line ends,
/// escape sequences, marks that turn the direction of writing, a megabyte. Names are data: they go to Vidora as they are, and into no log,
/// header or answer.
/// </summary>
public sealed class HostileNamesTests
{
    private static readonly TestCaseData[] _names =
    [
        Name("canary\r\nSet-Cookie: canary=1", "header"),
        Name("canary\n2026-01-01 00:00:00 fail: everything is fine", "log line"),
        Name("canary\u001b[2J\u001b]0;canary\u0007", "terminal"),
        Name("canary\u2028canary\u2029canary\u0085canary", "line separators"),
        Name("canary\0canary", "null character"),
        Name("canary\u202enosj.txt\u2066", "direction"),
        Name("{canary} {0} %s ${jndi:ldap://canary.example/x}", "templates"),
        Name("<script>canary</script>'\"--;", "markup"),
        Name(new string('c', 300_000) + "anary", "megabyte"),
    ];

    [TestCaseSource(nameof(_names))]
    public async Task Post_EventOfThatName_ArrivesAsItIsAndIsToldNowhere(string name)
    {
        await using var host = await ReceivingHost.StartAsync();
        var escaped = JsonSerializer.Serialize(name)[1..^1];

        var batch = await host.PostBatchesAsync(Batches.One(escaped));
        var firehose = await host.PostFirehoseAsync(Batches.Firehose(escaped));
        var attribute = await host.PostBatchesAsync(Batches.One("e").Replace("\"custom_event_type\"", $"\"custom_attributes\":{{\"{escaped}\":\"{escaped}\"}},\"custom_event_type\"", StringComparison.Ordinal));

        Assert.That((batch.Status, firehose.Status, attribute.Status), Is.EqualTo((HttpStatusCode.Accepted, HttpStatusCode.OK, HttpStatusCode.Accepted)));
        await host.Vidora.WaitForEventsAsync(3);
        Assert.That(host.Vidora.Events.Select(received => received.Type), Is.EquivalentTo(new[] { name, name, "e" }));
        AssertIsToldNowhere(host, batch, firehose, attribute);
    }

    [TestCaseSource(nameof(_names))]
    public async Task Post_DocumentThatCannotBeReadWithThatName_IsToldWithoutIt(string name)
    {
        await using var host = await ReceivingHost.StartAsync(vidoraIsDown: true);
        var escaped = JsonSerializer.Serialize(name)[1..^1];

        var broken = await host.PostBatchesAsync($$"""{"mpid":"1","{{escaped}}":oops,"events":[]}""");
        var raw = await host.PostBatchesAsync(name[..Math.Min(name.Length, 100)].Replace("{", "", StringComparison.Ordinal) + "canary");
        var type = await host.PostFirehoseAsync($$"""{"type":"{{escaped}}_request","id":"{{escaped}}"}""");
        var id = await host.PostFirehoseAsync($$"""{"type":"module_registration_request","id":"{{escaped}}","firehose_version":"{{escaped}}"}""");

        Assert.That(
            new[] { broken.Status, raw.Status, type.Status, id.Status },
            Is.EqualTo(new[] { HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.BadRequest, HttpStatusCode.OK }));
        AssertIsToldNowhere(host, broken, raw, type, id);
    }

    [TestCase("Content-Type", "application/canary")]
    [TestCase("Content-Encoding", "canary")]
    [TestCase("Authorization", "Token canary%ff")]
    public async Task Post_HeaderOfThatValue_IsRefusedWithoutIt(string header, string value)
    {
        await using var host = await ReceivingHost.StartAsync(
            options =>
            {
                options.WebhookAuthorizations.Add("right");
                options.FirehoseTokens.Add("right");
            },
            vidoraIsDown: true);
        void Change(HttpRequestMessage request)
        {
            if (header != "Authorization")
            {
                request.Headers.TryAddWithoutValidation("Authorization", "right");
                request.Content!.Headers.Remove(header);
                request.Content.Headers.TryAddWithoutValidation(header, value);
            }
            else
            {
                request.Headers.TryAddWithoutValidation(header, value);
            }
        }

        var batch = await host.PostBatchesAsync(Batches.One("a"), Change);
        var firehose = await host.PostFirehoseAsync(Batches.Firehose("a"), Change);

        Assert.That((int)batch.Status, Is.EqualTo(header == "Authorization" ? 401 : 415));
        AssertIsToldNowhere(host, batch, firehose);
    }

    private static void AssertIsToldNowhere(ReceivingHost host, params ReceivingHost.Reply[] replies)
    {
        Assert.That(replies.Select(reply => $"{reply.Body} {reply.Headers}"), Has.None.Contains("canary"));

        // The server itself logs the content type of a request, which it has made sure is one line.
        var log = host.Log.Lines.Where(line => !line.Contains("Request starting", StringComparison.Ordinal)).ToList();
        Assert.That(log, Has.None.Contains("canary").And.None.Matches<string>(line => line.Length > 10_000));
        Assert.That(host.Log.Lines.Where(line => line.Any(c => c is '\u001b' or '\0' or '\u2028' or '\u202e')), Is.Empty);
    }

    private static TestCaseData Name(string name, string shown) => new TestCaseData(name).SetArgDisplayNames(shown);
}
