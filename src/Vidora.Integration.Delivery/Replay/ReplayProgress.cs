namespace Vidora.Integration.Delivery;

/// <summary>Reports how far a replay is.</summary>
public sealed class ReplayProgress
{
    /// <summary>Gets the inputs that are finished, with those of earlier runs.</summary>
    public int Files { get; init; }

    /// <summary>Gets the number of all inputs; null when it is unknown.</summary>
    public int? TotalFiles { get; init; }

    /// <summary>Gets the bytes of the inputs, as stored, that are finished.</summary>
    public long Bytes { get; init; }

    /// <summary>Gets the bytes of all inputs; null when they are unknown.</summary>
    public long? TotalBytes { get; init; }

    /// <summary>Gets the documents that this run has finished.</summary>
    public long Documents { get; init; }

    /// <summary>Gets the Vidora events that this run has settled: delivered, refused, or not sent in a dry run.</summary>
    public long Events { get; init; }

    /// <summary>Gets a sentence that says why the replay waits; null while it sends.</summary>
    public string? WaitReason { get; init; }
}
