using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidora.Integration.Delivery.Tests.Storage;

[TestFixture]
public sealed class ErasureReceiptTests
{
    private static readonly Guid _request = Guid.Parse("11111111-2222-3333-4444-555555555555");

    [Test]
    public void WriteTo_OpenErasure_SaysWhatWasDeletedAndWhenVidoraIsAskedNext()
    {
        var json = Write(Receipt(forwarded: true, reason: "http_500"));
        json.Remove("remains_elsewhere");

        Assert.That(
            json.ToJsonString(),
            Is.EqualTo(
                """
                {"request":"11111111-2222-3333-4444-555555555555","users":["42","7"],"received_at":"2026-03-01T00:00:00Z",
                "purged_here":{"queue":1,"dead_letters":2,"quarantine":3},"vidora_asked_at":"2026-03-01T00:01:00Z",
                "refused":false,"attempts":4,"last_reason":"http_500","next_attempt_at":"2026-03-01T01:00:00Z"}
                """.ReplaceLineEndings("")));
    }

    [TestCase(false, null, "Vidora has not answered yet. ")]
    [TestCase(true, "http_400", "Vidora has refused the erasure. ")]
    [TestCase(true, null, "")]
    public void WriteTo_State_IsSaidBeforeWhatIsNotCovered(bool isAnswered, string? reason, string expected)
    {
        var json = Write(Receipt(forwarded: isAnswered, reason, isAnswered));

        var sentences = json["remains_elsewhere"]!.GetValue<string>();
        Assert.That(sentences[..sentences.IndexOf("This receipt covers", StringComparison.Ordinal)], Is.EqualTo(expected));
        Assert.That(json.ContainsKey("next_attempt_at"), Is.EqualTo(!isAnswered));
        Assert.That(json["refused"]!.GetValue<bool>(), Is.EqualTo(isAnswered && reason is not null));
    }

    [Test]
    public void WriteTo_NoOutput_Throws() => Assert.That(
        () => Receipt(forwarded: false, reason: null).WriteTo(null!),
        Throws.ArgumentNullException.With.Property(nameof(ArgumentException.ParamName)).EqualTo("output"));

    private static ErasureReceipt Receipt(bool forwarded, string? reason, bool isAnswered = false)
    {
        var start = new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);
        return new()
        {
            RequestId = _request,
            UserIds = ["42", "7"],
            ReceivedAt = start,
            PurgedEvents = 1,
            PurgedDeadLetters = 2,
            PurgedQuarantineItems = 3,
            ForwardedAt = forwarded ? start.AddMinutes(1) : null,
            AnsweredAt = isAnswered ? start.AddMinutes(2) : null,
            Attempts = 4,
            DueAt = start.AddHours(1),
            LastReason = reason,
        };
    }

    private static JsonObject Write(ErasureReceipt receipt)
    {
        var output = new ArrayBufferWriter<byte>();
        receipt.WriteTo(output);
        return JsonSerializer.Deserialize<JsonObject>(output.WrittenSpan)!;
    }
}
