namespace Vidora.Integration.Delivery.Replay;

/// <summary>Holds how far an input is settled.</summary>
internal sealed class ReplayFile(string name, string? version, long documents = 0, bool isDone = false, ReplayCounts? counts = null)
{
    public string Name => name;

    /// <summary>Gets the version of the content that the numbers are about.</summary>
    public string? Version => version;

    /// <summary>Gets or sets the offset: how many documents, from the beginning, are settled.</summary>
    public long Documents { get; set; } = documents;

    /// <summary>Gets or sets whether the whole input is settled.</summary>
    public bool IsDone { get; set; } = isDone;

    public ReplayCounts Counts { get; } = counts ?? new ReplayCounts();

    public ReplayFileState State { get; set; } = isDone ? ReplayFileState.Complete : ReplayFileState.Stopped;

    public string? Problem { get; set; }

    public ReplayFileReport ToReport() => new() { Name = name, State = State, Problem = Problem, Counts = Counts };
}
