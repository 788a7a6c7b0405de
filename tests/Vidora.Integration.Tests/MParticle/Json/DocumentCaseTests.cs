using System.Globalization;
using System.Text;
using System.Text.Json;
using Vidora.Integration.MParticle;
using Vidora.Integration.MParticle.Firehose;
using Vidora.Integration.MParticle.Json;
using Vidora.Integration.Tests.Fixtures;

namespace Vidora.Integration.Tests.MParticle.Json;

/// <summary>
/// Inputs in the encodings, envelopes and messages that senders use (<c>Fixtures/Documents/cases.json</c>), and what each of their
/// documents is read as.
/// </summary>
public sealed class DocumentCaseTests
{
    private static readonly JsonElement _cases = JsonDocument.Parse(Fixture.Read("Documents/cases.json")).RootElement;

    private static IEnumerable<string> Names => _cases.EnumerateArray().Select(one => one.GetProperty("name").GetString()!);

    [TestCaseSource(nameof(Names))]
    public void Read_Case_IsTheseDocuments(string name)
    {
        var one = _cases.EnumerateArray().Single(one => one.GetProperty("name").GetString() == name);
        var input = one.TryGetProperty("base64", out var bytes) ? bytes.GetBytesFromBase64() : Encoding.UTF8.GetBytes(one.GetProperty("input").GetString()!);

        Assert.That(MParticleDocuments.Read(input).Select(Told), Is.EqualTo(one.GetProperty("documents").EnumerateArray().Select(document => document.GetString())));
    }

    private static string Told(MParticleDocument document)
    {
        var events = document.TryReadBatch(MParticleFormat.Auto, out var batch, out var error)
            ? string.Create(CultureInfo.InvariantCulture, $"{batch.Events.Count} events: {string.Join(", ", batch.Events.Select(Name))}")
            : error.Message[(error.Message.IndexOf("): ", StringComparison.Ordinal) + 3)..];
        try
        {
            return document.Error is null && FirehoseJson.IsMessage(document.Utf8Json.Span) ? $"{Message(FirehoseJson.ReadRequest(document.Utf8Json))}: {events}" : events;
        }
        catch (MParticleFormatException)
        {
            return events;
        }
    }

    private static string Name(MParticleEvent @event) => @event is CustomEvent custom ? $"{custom.EventName} {custom.CustomAttributes?["k"]}" : @event.EventType.Value;

    private static string Message(FirehoseRequest request) => request switch
    {
        DsrProcessingRequest erasure => $"{erasure.SubjectRequestType} of [{string.Join(", ", erasure.Mpids)}]{Account(erasure)}",
        _ => $"{request.GetType().Name}{Account(request)}",
    };

    private static string Account(FirehoseRequest request) => request.Account is { } account ? $" for {account.Settings.GetValueOrDefault("apiKey")}" : "";
}
