using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Vidora.Integration.Emulator;

/// <summary>
/// Describes an export of predictions, with its last result. It goes to a folder, to the emulated mParticle feed or to a
/// real feed. Without a destination the file is only downloaded.
/// </summary>
public sealed class PredictionExport
{
    /// <summary>Gets whether the export is made after every run of its pipeline. Default: true.</summary>
    public bool Recurring { get; init; } = true;

    /// <summary>Gets the lowest percentile exported, 0 to 100. Default: 0.</summary>
    public double FromPercentile { get; init; }

    /// <summary>Gets the highest percentile exported, 0 to 100. Default: 100.</summary>
    public double ToPercentile { get; init; } = 100;

    /// <summary>Gets the columns beside the user id: <c>score</c> and <c>percentile</c>. Default: both.</summary>
    public IReadOnlyList<string> Columns { get; init; } = ["score", "percentile"];

    /// <summary>Gets the folder of the CSV file, which is created when missing. Default: null, none.</summary>
    public string? Folder { get; init; }

    /// <summary>Gets whether the predictions become user attributes of the emulated mParticle. Default: false.</summary>
    public bool ToEmulatedFeed { get; init; }

    /// <summary>Gets the address of a real feed, such as <c>https://inbound.mparticle.com/s2s/</c>. Default: null, none.</summary>
    public Uri? FeedAddress { get; init; }

    /// <summary>Gets the key for <see cref="FeedAddress"/>. Default: null.</summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? FeedKey { get; init; }

    /// <summary>Gets the secret for <see cref="FeedAddress"/>, which is not shown anywhere. Default: null.</summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? FeedSecret { get; init; }

    /// <summary>Gets the vendor in the attribute names, <c>vidora</c> or <c>cortex</c>. Default: <c>vidora</c>.</summary>
    public string Vendor { get; init; } = "vidora";

    /// <summary>Gets the number of users in the last export.</summary>
    public int Rows { get; internal set; }

    /// <summary>Gets the path of the last file. Returns null without one.</summary>
    public string? File { get; internal set; }

    /// <summary>Gets the error of the last export. Returns null without one.</summary>
    public string? Error { get; internal set; }

    /// <summary>Gets the number of users not sent to a feed because their id is no MPID.</summary>
    internal int SkippedRows { get; set; }

    internal string Id { get; set; } = "";

    internal DateTimeOffset? LastRunAt { get; set; }

    internal bool HasScore => Columns.Contains("score");

    internal bool HasPercentile => Columns.Contains("percentile");

    /// <summary>Returns a copy to change: an export that was handed out stays as it is.</summary>
    internal PredictionExport Copy() => (PredictionExport)MemberwiseClone();

    /// <summary>Returns a copy with another folder.</summary>
    internal PredictionExport WithFolder(string folder) => new()
    {
        Recurring = Recurring, FromPercentile = FromPercentile, ToPercentile = ToPercentile, Columns = Columns, Folder = folder,
        ToEmulatedFeed = ToEmulatedFeed, FeedAddress = FeedAddress, FeedKey = FeedKey, FeedSecret = FeedSecret, Vendor = Vendor,
    };
}
