using System.Text;

namespace Vidora.Integration.MParticle;

/// <summary>
/// An event of a type that this library does not know, or without one, with its JSON as it came. Never forwarded (our
/// choice: the mapper reports it).
/// </summary>
public sealed class UnknownMParticleEvent : MParticleEvent
{
    private static readonly EventFieldNames _names = new();
    private readonly int _position;

    /// <summary>Starts an empty one.</summary>
    public UnknownMParticleEvent()
        : base(_names)
    {
    }

    internal UnknownMParticleEvent(string? typeName, int position)
        : base(_names)
    {
        EventType = new(typeName ?? "");
        _position = position;
    }

    /// <summary>The type as it came; empty when the event has none.</summary>
    public override MParticleEventType EventType { get; } = new("");

    /// <summary>The whole event as it came.</summary>
    public string RawJson => Source is null || _position == 0 ? "{}" : Encoding.UTF8.GetString(Source.At(_position).Raw);
}
