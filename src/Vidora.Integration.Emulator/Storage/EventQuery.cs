namespace Vidora.Integration.Emulator.Storage;

/// <summary>Which events are wanted: null means any.</summary>
internal sealed record EventQuery
{
    public string? UserId { get; init; }

    public string? Type { get; init; }

    /// <summary>True: accepted ones only; false: invalid ones only.</summary>
    public bool? Accepted { get; init; }

    /// <summary>Only events with one of these problems.</summary>
    public EventProblems AnyOf { get; init; }

    /// <summary>Only events with a larger number.</summary>
    public long After { get; init; }
}
