using System.Text;
using System.Text.Json;
using Vidora.Integration.AspNetCore.Envelopes;
using Vidora.Integration.Fuzzing.Engine;

namespace Vidora.Integration.Fuzzing.Targets;

/// <summary>The envelopes of the services that carry batches, held against JsonDocument, and the token of Google.</summary>
internal sealed class EnvelopesTarget : FuzzTarget
{
    private const string Batch = """{"mpid":"7","events":[{"event_type":"screen_view","data":{"screen_name":"a"}}]}""";

    private static readonly string _base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(Batch));

    public override string Name => "envelopes";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. new[]
        {
            $$"""{"Type":"Notification","TopicArn":"arn:aws:sns:eu-west-1:123456789012:t","Message":"{\"mpid\":\"7\\u00e9\"}","SignatureVersion":"2","Signature":"AA==","SigningCertURL":"https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0.pem"}""",
            $$"""{"message":{"data":"{{_base64}}","messageId":"1"},"subscription":"s"}""",
            $$"""{"requestId":"1","timestamp":1,"records":[{"data":"{{_base64}}"},{"data":""}]}""",
            $$"""{"specversion":"1.0","id":"1","data":{{Batch}}}""",
            $$"""[{"specversion":"1.0","data_base64":"{{_base64}}"},{"specversion":"1.0","data":"x"}]""",
            "Bearer eyJhbGciOiJSUzI1NiIsImtpZCI6ImsifQ.eyJhdWQiOiJhIn0.AAAA",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    public override IReadOnlyList<byte[]> Words { get; } =
    [
        .. new[] { "\"Message\":", "\"TopicArn\":", "\"SigningCertURL\":", "\"message\":", "\"data\":", "\"data_base64\":", "\"records\":", "\"requestId\":", "\"specversion\":" }
            .Select(Encoding.UTF8.GetBytes),
    ];

    public override bool Run(byte[] input)
    {
        var taken = false;
        if (EnvelopeReader.TryReadSns(input, out var message))
        {
            taken = Check(input, [message.Message]);
            FuzzViolationException.Unless(!SnsSignature.IsValid(message, "no certificate"u8, DateTimeOffset.UnixEpoch), "A message is valid without a certificate.");
            foreach (var address in new[] { SnsSignature.CertificateAddress(message), SnsSignature.ConfirmationAddress(message) })
            {
                FuzzViolationException.Unless(
                    address is null || (address.Scheme == "https" && (address.Host.EndsWith(".amazonaws.com", StringComparison.Ordinal) || address.Host.EndsWith(".amazonaws.com.cn", StringComparison.Ordinal))),
                    "An address is not Amazon's.");
            }
        }

        if (EnvelopeReader.TryReadPubSub(input, out var content))
        {
            taken = Check(input, [content]);
        }

        if (EnvelopeReader.TryReadKinesis(input, out _, out var records))
        {
            taken = Check(input, records);
        }

        if (EnvelopeReader.TryReadCloudEvents(input, isBatch: false, out var one))
        {
            taken = Check(input, one);
            FuzzViolationException.Unless(one.Count == 1, "One event has another number of contents.");
        }

        if (EnvelopeReader.TryReadCloudEvents(input, isBatch: true, out var several))
        {
            taken = Check(input, several);
        }

        if (GoogleToken.Read(Encoding.Latin1.GetString(input)) is { } token)
        {
            taken = true;
            FuzzViolationException.Unless(token.IsSignedBy(input) is not true, "A token is its own key.");
            token.IsFor("a", ["b"], DateTimeOffset.UnixEpoch);
        }

        return taken;
    }

    /// <summary>Checks that the input is JSON, and that its contents are bounded by it.</summary>
    private static bool Check(byte[] input, List<ReadOnlyMemory<byte>> contents)
    {
        try
        {
            using var document = JsonDocument.Parse(input);
        }
        catch (JsonException e)
        {
            throw new FuzzViolationException("An envelope is read that is no JSON.", e);
        }

        FuzzViolationException.Unless(contents.Count <= EnvelopeReader.MaxRecords + 1, "There are too many records.");
        FuzzViolationException.Unless(contents.Sum(content => (long)content.Length) <= input.Length, "The contents are larger than the envelope.");
        return true;
    }
}
