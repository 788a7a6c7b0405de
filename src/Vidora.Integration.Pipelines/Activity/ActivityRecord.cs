namespace Vidora.Integration.Pipelines.Activity;

/// <summary>Holds what the pipelines need of one event, or one value of the watched attribute. Times are in seconds since 1970.</summary>
internal struct ActivityRecord
{
    public int User;
    public int Shape;
    public uint Time;
    public uint Known;

    /// <summary>The amount of an order, or the number of an attribute; 0 without one.</summary>
    public double Value;

    /// <summary>40 bits of a hash of the event's id; 0 without one.</summary>
    public ulong Id;
}
