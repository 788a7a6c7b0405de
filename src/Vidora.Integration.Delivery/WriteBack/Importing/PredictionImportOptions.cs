using Vidora.Integration.Settings;

namespace Vidora.Integration.Delivery;

/// <summary>Configures an import. Defaults are our choice unless said otherwise.</summary>
public sealed class PredictionImportOptions
{
    /// <summary>
    /// Gets or sets the feed's limit of users (batches) per second. A run stays a little below it and starts slowly. Default: 270
    /// (mParticle documentation); null is no limit.
    /// </summary>
    public int? UsersPerSecond { get; set; } = 270;

    /// <summary>Gets or sets how long mParticle may accept nothing before the run is interrupted. Default: 10 minutes.</summary>
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets or sets whether the run does everything but send. Default: false.</summary>
    public bool DryRun { get; set; }

    /// <summary>Gets or sets whether unchanged users are written too. Default: false.</summary>
    public bool Full { get; set; }

    /// <summary>Gets or sets whether a run continues in spite of anomalies that can be accepted. Default: false.</summary>
    public bool AcceptAnomalies { get; set; }

    /// <summary>
    /// Gets or sets the CSV file that gets a line per row: result, old and new values, reason. It is overwritten. Default: null,
    /// no file.
    /// </summary>
    public string? ResultsFile { get; set; }

    /// <summary>Gets the settings of the imports of a folder, with their ranges. A folder has its own results, and no dry runs.</summary>
    internal static SettingsTable<PredictionImportOptions> FolderSettings { get; } = new SettingsTable<PredictionImportOptions>()
        .Number(nameof(UsersPerSecond), options => options.UsersPerSecond, (options, value) => options.UsersPerSecond = value, 1, 1_000_000, 270)
        .Duration(
            nameof(GiveUpAfter),
            options => options.GiveUpAfter,
            (options, value) => options.GiveUpAfter = value,
            TimeSpan.Zero,
            TimeSpan.FromDays(1),
            TimeSpan.FromMinutes(10))
        .Flag(nameof(Full), (options, value) => options.Full = value)
        .Flag(nameof(AcceptAnomalies), (options, value) => options.AcceptAnomalies = value)
        .Check((options, failures) =>
        {
            if (options.DryRun)
            {
                failures.Add(nameof(DryRun), "is true, and an export of a folder moves away when it is applied", "false");
            }

            if (options.ResultsFile is not null)
            {
                failures.Add(nameof(ResultsFile), "is set, and each export of a folder has its own results file", "null");
            }
        });
}
