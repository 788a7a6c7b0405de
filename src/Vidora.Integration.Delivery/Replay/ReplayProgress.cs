namespace Vidora.Integration.Delivery;

/// <summary>How far a replay is.</summary>
public sealed class ReplayProgress
{
    /// <summary>Inputs that are done with, those of earlier runs included.</summary>
    public int Files { get; init; }

    /// <summary>Inputs altogether; null when that is not known.</summary>
    public int? TotalFiles { get; init; }

    /// <summary>Bytes of the inputs, as they are stored, that are done with.</summary>
    public long Bytes { get; init; }

    /// <summary>Bytes of all inputs; null when that is not known.</summary>
    public long? TotalBytes { get; init; }

    /// <summary>Documents that are done with in this run.</summary>
    public long Documents { get; init; }

    /// <summary>Vidora events that this run has settled: delivered, refused, or not sent in a dry run.</summary>
    public long Events { get; init; }

    /// <summary>Why nothing moves at the moment, in a sentence; null when it does.</summary>
    public string? Trouble { get; init; }
}
