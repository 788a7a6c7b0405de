namespace Vidora.Integration.Delivery.Replay;

/// <summary>How far an input is settled.</summary>
internal sealed class ReplayFile(string name, string? version, long documents = 0, bool isDone = false, ReplayCounts? counts = null)
{
    public string Name { get; } = name;

    /// <summary>The content that the numbers are about.</summary>
    public string? Version { get; } = version;

    /// <summary>The offset: how many documents, from the beginning, are settled.</summary>
    public long Documents { get; set; } = documents;

    /// <summary>Whether all of it is settled.</summary>
    public bool IsDone { get; set; } = isDone;

    public ReplayCounts Counts { get; } = counts ?? new ReplayCounts();

    public ReplayFileState State { get; set; } = isDone ? ReplayFileState.Complete : ReplayFileState.Stopped;

    public string? Problem { get; set; }

    public ReplayFileReport ToReport() => new(Name, State, Problem, Counts);
}
