namespace Vidora.Integration.Emulator.Pipelines;

/// <summary>Validates the settings of an export.</summary>
internal static class ExportRules
{
    /// <summary>Throws <see cref="ArgumentException"/> when a setting is invalid.</summary>
    public static void Validate(PredictionExport export)
    {
        if (Problem(export) is { } problem)
        {
            throw new ArgumentException(problem, nameof(export));
        }
    }

    private static string? Problem(PredictionExport export) => export switch
    {
        _ when export.Columns.Except(["score", "percentile"]).Any() => "The columns are score and percentile.",
        { Columns.Count: 0 } => "An export needs a score or a percentile column.",
        _ when !(export.FromPercentile >= 0 && export.FromPercentile <= export.ToPercentile && export.ToPercentile <= 100) =>
            "The percentiles of an export run from 0 to 100, the lower one first.",
        _ when (export.Folder is null ? 0 : 1) + (export.ToEmulatedFeed ? 1 : 0) + (export.FeedAddress is null ? 0 : 1) > 1 => "An export has one destination.",
        { FeedAddress: { } address } when !address.IsAbsoluteUri || (address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && address.IsLoopback)) =>
            "The feed's address must be https, or http on loopback.",
        { FeedAddress.UserInfo.Length: > 0 } => "The feed's address is shown, so it must hold no password. Set key and secret.",
        { FeedAddress: not null } when string.IsNullOrEmpty(export.FeedKey) || string.IsNullOrEmpty(export.FeedSecret) => "The feed needs a key and a secret.",
        { Vendor: not ("vidora" or "cortex") } => "The vendor is vidora or cortex.",
        _ => null,
    };
}
