namespace Vidora.Integration.Delivery;

/// <summary>Says how a flush ended.</summary>
public sealed class FlushResult
{
    /// <summary>Gets whether all events accepted before the call were delivered or became dead letters.</summary>
    public required bool Finished { get; init; }

    /// <summary>Gets the events in the queue at the end, with those in flight and those accepted meanwhile.</summary>
    public required long Remaining { get; init; }
}
