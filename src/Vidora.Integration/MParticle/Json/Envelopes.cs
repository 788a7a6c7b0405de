using System.Text.Json;

namespace Vidora.Integration.MParticle.Json;

/// <summary>Recognises what a document is when it is no batch, so that the error says what to unpack or convert.</summary>
internal static class Envelopes
{
    /// <summary>Returns whether the bytes begin like JSON in UTF-16, with or without a byte order mark.</summary>
    public static bool IsUtf16(ReadOnlySpan<byte> start) =>
        start is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [(byte)'{' or (byte)'[', 0, ..] or [0, (byte)'{' or (byte)'[', ..];

    /// <summary>Returns the service whose envelope this is, and where a batch stands in it; null for any other document.</summary>
    public static string? Find(ReadOnlySpan<byte> document)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            var reader = new Utf8JsonReader(document);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && (reader.CurrentDepth == 1 || (reader.CurrentDepth == 3 && names.Contains("Records"))))
                {
                    names.Add(reader.GetString()!);
                }
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }

        return names.Contains("TopicArn") ? "a message of Amazon SNS; a batch stands as text in \"Message\""
            : names.Contains("kinesis") ? "an event of Amazon Kinesis; batches stand as Base64 in \"kinesis.data\" of its \"Records\""
            : names.Contains("eventSource") && names.Contains("body") ? "an event of Amazon SQS; batches stand as text in \"body\" of its \"Records\""
            : names.Contains("requestId") && names.Contains("records") ? "a request of Amazon Data Firehose; batches stand as Base64 in \"data\" of its \"records\""
            : names.Contains("message") && names.Contains("subscription") ? "a push message of Google Pub/Sub; a batch stands as Base64 in \"message.data\""
            : names.Contains("specversion") ? "a CloudEvent; a batch stands in \"data\""
            : null;
    }
}
