using System.Text;
using Vidora.Integration.Emulator.Validation;

namespace Vidora.Integration.Emulator;

/// <summary>Describes one event that the emulated Vidora received.</summary>
public sealed class ReceivedEvent
{
    internal ReceivedEvent(long number, DateTimeOffset receivedAt, string? userId, string? type, EventProblems found, byte[] json) =>
        (Number, ReceivedAt, UserId, Type, Found, Utf8Json) = (number, receivedAt, userId, type, found, json);

    /// <summary>Gets the <c>user_id</c>. Returns null when the event has none.</summary>
    public string? UserId { get; }

    /// <summary>Gets the <c>type</c>. Returns null when the event has none.</summary>
    public string? Type { get; }

    /// <summary>Gets the names of errors and remarks, such as <c>missing_user_id</c>; the README lists them.</summary>
    public IReadOnlyList<string> Problems => [.. EventProblemNames.Of(Found)];

    /// <summary>Gets the event to read by names: <c>received.Event["item_id"]</c>.</summary>
    /// <exception cref="FormatException">The event is invalid: it has no <c>user_id</c> or <c>type</c>.</exception>
    public VidoraEvent Event => VidoraEvent.Parse(Utf8Json);

    /// <summary>Gets the place in the order of receipt, from 1; invalid events share the sequence.</summary>
    internal long Number { get; }

    /// <summary>Gets the time of receipt by the emulator's clock.</summary>
    internal DateTimeOffset ReceivedAt { get; }

    internal EventProblems Found { get; }

    internal bool IsAccepted => (Found & EventProblems.Errors) == 0;

    /// <summary>Gets the event byte for byte as it was received.</summary>
    internal ReadOnlyMemory<byte> Utf8Json { get; }

    /// <summary>Returns the JSON that was received.</summary>
    public override string ToString() => Encoding.UTF8.GetString(Utf8Json.Span);
}
