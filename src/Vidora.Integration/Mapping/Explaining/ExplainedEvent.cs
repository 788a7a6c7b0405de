namespace Vidora.Integration;

/// <summary>Explains a Vidora event field by field.</summary>
public sealed class ExplainedEvent
{
    internal ExplainedEvent(string inputPath, VidoraEvent @event, IReadOnlyList<ExplainedField> fields)
    {
        InputPath = inputPath;
        Event = @event;
        Fields = fields;
    }

    /// <summary>Gets the path of its source, such as <c>events[0]</c>. One source may become several events.</summary>
    public string InputPath { get; }

    /// <summary>Gets the event as it is sent.</summary>
    public VidoraEvent Event { get; }

    /// <summary>Gets all fields, in the order in which they are sent.</summary>
    public IReadOnlyList<ExplainedField> Fields { get; }
}
