using System.Text;
using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>
/// An event of a type that this library does not know, or without one, with its JSON as it came. Never forwarded (our
/// choice: the mapper reports it).
/// </summary>
public sealed class UnknownMParticleEvent : MParticleEvent
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

    /// <summary>The type as it came; empty when the event has none.</summary>
    public override MParticleEventType EventType { get; } = new("");

    /// <summary>The whole event as it came.</summary>
    public string RawJson => Source is null || _position.IsAbsent ? "{}" : Encoding.UTF8.GetString(Source.At(_position).Raw);
}
