using System.Buffers;
using System.Text.Json;

namespace Vidora.Integration.Delivery;

/// <summary>Records one erasure: the request, what was deleted here, and how far Vidora is.</summary>
public sealed class ErasureReceipt
{
    /// <summary>Gets the id of the request, under which Vidora is asked too.</summary>
    public required Guid RequestId { get; init; }

    /// <summary>Gets the users that are forgotten.</summary>
    public required IReadOnlyList<string> UserIds { get; init; }

    /// <summary>Gets when the request became durable; the data here was deleted by then.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Gets the events deleted from the queue.</summary>
    public required int PurgedEvents { get; init; }

    /// <summary>Gets the dead letters deleted.</summary>
    public required int PurgedDeadLetters { get; init; }

    /// <summary>Gets the items deleted from the quarantine.</summary>
    public required int PurgedQuarantineItems { get; init; }

    /// <summary>Gets when Vidora was asked first; null before that.</summary>
    public DateTimeOffset? ForwardedAt { get; init; }

    /// <summary>Gets when Vidora confirmed or refused the request; null before that.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>
    /// Gets whether Vidora refused the request for good (400 and the like, see <see cref="LastReason"/>). Ask Vidora. Then record its
    /// answer with <see cref="DeliveryStore.CompleteErasureAsync"/>, or forget the users again under a new id.
    /// </summary>
    public bool IsRefused => AnsweredAt is not null && LastReason is not null;

    /// <summary>Gets how often Vidora was asked.</summary>
    public required int Attempts { get; init; }

    /// <summary>Gets when Vidora is asked next.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>Gets why the last attempt failed, out of a closed vocabulary; null when it succeeded or there was none.</summary>
    public string? LastReason { get; init; }

    /// <summary>Writes the receipt as one JSON object in UTF-8: what was deleted here, how far Vidora is, and what remains elsewhere.</summary>
    /// <param name="output">The output.</param>
    public void WriteTo(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        WriteMembers(json);
        json.WriteEndObject();
    }

    /// <summary>Writes the members of the JSON object.</summary>
    internal void WriteMembers(Utf8JsonWriter json)
    {
        json.WriteString("request"u8, RequestId);
        json.WriteStartArray("users"u8);
        foreach (var user in UserIds)
        {
            json.WriteStringValue(user);
        }

        json.WriteEndArray();
        Time("received_at", ReceivedAt);
        json.WriteStartObject("purged_here"u8);
        json.WriteNumber("queue"u8, PurgedEvents);
        json.WriteNumber("dead_letters"u8, PurgedDeadLetters);
        json.WriteNumber("quarantine"u8, PurgedQuarantineItems);
        json.WriteEndObject();
        Time("vidora_asked_at", ForwardedAt);
        Time("vidora_answered_at", AnsweredAt);
        json.WriteBoolean("refused"u8, IsRefused);
        json.WriteNumber("attempts"u8, Attempts);
        if (LastReason is not null)
        {
            json.WriteString("last_reason"u8, LastReason);
        }

        Time("next_attempt_at", AnsweredAt is null ? DueAt : null);
        json.WriteString(
            "remains_elsewhere"u8,
            (AnsweredAt is null ? "Vidora has not answered yet. " : IsRefused ? "Vidora has refused the erasure. " : "")
            + "This receipt covers this queue file and Vidora. Other queue files, exports, results of imports, logs of mParticle and topics of Kafka are not covered.");

        void Time(string name, DateTimeOffset? time)
        {
            if (time is { } known)
            {
                json.WriteString(name, known.UtcDateTime);
            }
        }
    }
}
