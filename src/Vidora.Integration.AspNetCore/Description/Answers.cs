using System.Text.Json.Serialization;

namespace Vidora.Integration.AspNetCore.Description;

/// <summary>Describes the counts of an accepted request.</summary>
internal abstract class AcceptedAnswer
{
    [JsonPropertyName("accepted_events")]
    public required int AcceptedEvents { get; init; }

    [JsonPropertyName("forgotten_events")]
    public int ForgottenEvents { get; init; }

    [JsonPropertyName("quarantined_documents")]
    public int QuarantinedDocuments { get; init; }

    [JsonPropertyName("not_forwarded_events")]
    public IReadOnlyDictionary<string, int>? NotForwardedEvents { get; init; }
}

/// <summary>Describes an answer of the Firehose protocol.</summary>
internal abstract class FirehoseAnswer
{
    [JsonPropertyName("type")]
    public required string Type { get; init; }

    [JsonPropertyName("id")]
    public required string Id { get; init; }

    [JsonPropertyName("timestamp_ms")]
    public required long TimestampMs { get; init; }

    [JsonPropertyName("firehose_version")]
    public required string FirehoseVersion { get; init; }
}

/// <summary>Describes an answer to Amazon Data Firehose.</summary>
internal abstract class KinesisAnswer
{
    [JsonPropertyName("requestId")]
    public required string RequestId { get; init; }

    [JsonPropertyName("timestamp")]
    public required long Timestamp { get; init; }

    [JsonPropertyName("errorMessage")]
    public string? ErrorMessage { get; init; }
}
