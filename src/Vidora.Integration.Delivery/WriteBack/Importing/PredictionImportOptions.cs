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
}
