using System.Text;

namespace Vidora.Integration.Emulator;

/// <summary>One event that the emulated Vidora received.</summary>
public sealed class ReceivedEvent
{
    internal ReceivedEvent(long number, DateTimeOffset receivedAt, string? userId, string? type, EventProblems problems, byte[] json)
    {
        Number = number;
        ReceivedAt = receivedAt;
        UserId = userId;
        Type = type;
        Problems = problems;
        Utf8Json = json;
    }

    /// <summary>The event's place in the order of receipt, from 1; accepted and invalid events share the sequence.</summary>
    public long Number { get; }

    /// <summary>When it was received, by the emulator's clock.</summary>
    public DateTimeOffset ReceivedAt { get; }

    /// <summary>Its <c>user_id</c>; null when the event has none.</summary>
    public string? UserId { get; }

    /// <summary>Its <c>type</c>; null when the event has none.</summary>
    public string? Type { get; }

    /// <summary>What is wrong with it or remarkable about it.</summary>
    public EventProblems Problems { get; }

    /// <summary>Whether it was accepted: it has no problem of the kind <see cref="EventProblems.Errors"/>.</summary>
    public bool IsAccepted => (Problems & EventProblems.Errors) == 0;

    /// <summary>The event as it was received, byte for byte.</summary>
    public ReadOnlyMemory<byte> Utf8Json { get; }

    /// <summary>The event to read by names: <c>received.Event["item_id"]</c>.</summary>
    /// <exception cref="FormatException">It has no <c>user_id</c> or <c>type</c>; only invalid events do.</exception>
    public VidoraEvent Event => VidoraEvent.Parse(Utf8Json);

    /// <summary>The JSON that was received.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Utf8Json.Span);
}
