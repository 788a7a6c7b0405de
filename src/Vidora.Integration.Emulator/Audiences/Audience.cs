namespace Vidora.Integration.Emulator.Audiences;

/// <summary>Holds the users whose prediction is at or above a threshold, and how the last export changed them.</summary>
internal sealed record Audience
{
    public required string Attribute { get; init; }

    public required double Threshold { get; init; }

    /// <summary>Gets the users that have the attribute.</summary>
    public int Users { get; init; }

    /// <summary>Gets the users at or above the threshold.</summary>
    public int Members { get; init; }

    /// <summary>Gets the users that the last export took across the threshold, upwards or for the first time.</summary>
    public int Joined { get; init; }

    /// <summary>Gets the users that the last export took across the threshold, downwards or out of the attribute.</summary>
    public int Left { get; init; }

    /// <summary>Gets the first ones, with the value before and now; null is none.</summary>
    public IReadOnlyList<AudienceChange> Changes { get; init; } = [];

    /// <summary>Gets the time of the last export: its first and its last write.</summary>
    public (DateTimeOffset From, DateTimeOffset To)? Export { get; init; }

    /// <summary>Gets the number of users in each of the steps from the lowest to the highest value.</summary>
    public long[] Spread { get; init; } = [];

    public double Lowest { get; init; }

    public double Highest { get; init; }
}
