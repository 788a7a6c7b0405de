namespace Vidora.Integration.Delivery;

/// <summary>How far a flush came.</summary>
/// <param name="Finished">Whether everything accepted before the call was delivered, or became a dead letter.</param>
/// <param name="Remaining">Events in the queue at the end, those in flight and those accepted meanwhile included.</param>
public readonly record struct FlushResult(bool Finished, long Remaining);
