namespace Vidora.Integration;

/// <summary>A Vidora event and where its fields come from.</summary>
public sealed class ExplainedEvent
{
    internal ExplainedEvent(string inputPath, VidoraEvent @event, IReadOnlyList<ExplainedField> fields)
    {
        InputPath = inputPath;
        Event = @event;
        Fields = fields;
    }

    /// <summary>What it was made of: <c>events[0]</c>, or <c>system_notifications[0]</c>. Several events may have the same.</summary>
    public string InputPath { get; }

    /// <summary>The event as it is sent.</summary>
    public VidoraEvent Event { get; }

    /// <summary>All of its fields, in the order in which they are sent.</summary>
    public IReadOnlyList<ExplainedField> Fields { get; }
}
