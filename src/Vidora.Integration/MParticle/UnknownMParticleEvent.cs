using System.Text;
using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>
/// Holds an event without a known type, as it came. It is never forwarded; the mapper reports it (our choice).
/// </summary>
internal sealed class UnknownMParticleEvent : MParticleEvent
{
    private readonly JsonPosition _position;

    /// <summary>Creates an empty event.</summary>
    public UnknownMParticleEvent()
    {
    }

    internal UnknownMParticleEvent(string? typeName, int position)
    {
        EventType = new(typeName ?? "");
        _position = JsonPosition.At(position);
    }

    /// <summary>Gets the type as it came; empty when the event has none.</summary>
    public override MParticleEventType EventType { get; } = new("");

    /// <summary>Gets the JSON of the whole event.</summary>
    public string RawJson => Source is null || _position.IsAbsent ? "{}" : Encoding.UTF8.GetString(Source.At(_position).Raw);
}
