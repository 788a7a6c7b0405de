using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Serialization;

namespace Vidora.Integration.Emulator;

/// <summary>
/// What a prediction export covers and where it goes: a folder, the emulated mParticle feed, or a real feed. With none of
/// them the file is only downloaded.
/// </summary>
public sealed record PredictionExport
{
    /// <summary>Whether it is made again after every run of its pipeline. Default true.</summary>
    public bool Recurring { get; init; } = true;

    /// <summary>The lowest percentile exported, 0 to 100. Default 0.</summary>
    public double FromPercentile { get; init; }

    /// <summary>The highest percentile exported, 0 to 100. Default 100.</summary>
    public double ToPercentile { get; init; } = 100;

    /// <summary>The prediction columns beside the user id. Default both.</summary>
    public ExportColumns Columns { get; init; } = ExportColumns.Score | ExportColumns.Percentile;

    /// <summary>The folder that a CSV file is copied to; it is created when missing. Default none.</summary>
    public string? Folder { get; init; }

    /// <summary>Whether the predictions become user attributes of the emulated mParticle. Default false.</summary>
    public bool ToEmulatedFeed { get; init; }

    /// <summary>The address of a real feed, such as <c>https://inbound.mparticle.com/s2s/</c>. Default none.</summary>
    public Uri? FeedAddress { get; init; }

    /// <summary>The key for <see cref="FeedAddress"/>.</summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? FeedKey { get; init; }

    /// <summary>The secret for <see cref="FeedAddress"/>. Shown nowhere.</summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? FeedSecret { get; init; }

    /// <summary>The vendor in the attribute names, <c>vidora</c> (default) or <c>cortex</c>.</summary>
    public string Vendor { get; init; } = "vidora";

    /// <summary>What a record prints of itself, which would be everything.</summary>
    private bool PrintMembers(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"Recurring = {Recurring}, FromPercentile = {FromPercentile}, ToPercentile = {ToPercentile}, Columns = {Columns}, ")
            .Append(CultureInfo.InvariantCulture, $"Folder = {Folder}, ToEmulatedFeed = {ToEmulatedFeed}, FeedAddress = {FeedAddress}, Vendor = {Vendor}");
        return true;
    }
}
