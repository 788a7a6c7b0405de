namespace Vidora.Integration.Delivery;

/// <summary>Reports what became of one input.</summary>
public sealed class ReplayFileReport
{
    /// <summary>Gets the name of the input: of a file, its full path.</summary>
    public required string Name { get; init; }

    /// <summary>Gets how far it was replayed.</summary>
    public required ReplayFileState State { get; init; }

    /// <summary>Gets a sentence about its problem; null when it has none.</summary>
    public string? Problem { get; init; }

    /// <summary>Gets the counts in all runs of the checkpoint.</summary>
    public required ReplayCounts Counts { get; init; }
}
