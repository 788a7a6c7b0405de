namespace Vidora.Integration.Delivery;

/// <summary>How a run writes. Defaults are our choice unless said.</summary>
public sealed class PredictionImportOptions
{
    /// <summary>
    /// The feed's limit of users (batches) a second; a run keeps a little below it and begins slowly. Default 270 (mParticle
    /// documentation); null does not limit.
    /// </summary>
    public int? UsersPerSecond { get; set; } = 270;

    /// <summary>How long mParticle may take nothing before the run ends as interrupted. Default 10 minutes.</summary>
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Does everything but send. Default false.</summary>
    public bool DryRun { get; set; }

    /// <summary>Writes unchanged users too. Default false.</summary>
    public bool Full { get; set; }

    /// <summary>Goes on although the export looks wrong, where that is possible. Default false.</summary>
    public bool AcceptAnomalies { get; set; }

    /// <summary>
    /// A CSV file that gets a line per row: what became of it, old and new values, the reason. Default null: none. It is overwritten.
    /// </summary>
    public string? ResultsFile { get; set; }

    /// <summary>How that file is opened. A folder that others write into may hold a link of its name.</summary>
    internal FileMode ResultsFileMode { get; init; } = FileMode.Create;
}
