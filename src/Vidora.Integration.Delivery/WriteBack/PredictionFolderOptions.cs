namespace Vidora.Integration.Delivery;

/// <summary>A folder that receives the exports of one pipeline. Defaults are our choice unless said.</summary>
public sealed class PredictionFolderOptions
{
    /// <summary>
    /// The folder; made when it is missing. Exports are moved from it to <c>applied</c> or <c>failed</c> in it. No default.
    /// </summary>
    public string Directory { get; set; } = "";

    /// <summary>The pipeline's name as people write it; it is part of the attributes' names. No default.</summary>
    public string Pipeline { get; set; } = "";

    /// <summary>What the pipeline predicts. Default null: the title of the value column decides whether it must be 0 to 1.</summary>
    public VidoraPipelineType? Type { get; set; }

    /// <summary>The vendor in the attributes' names. Default null: the account's <c>PredictionVendor</c>.</summary>
    public PredictionVendor? Vendor { get; set; }

    /// <summary>The title of the column with the MPIDs. Default null: found by its name.</summary>
    public string? UserColumn { get; set; }

    /// <summary>The titles of the columns to take. Default null: all but the user column.</summary>
    public IReadOnlyList<string>? Columns { get; set; }

    /// <summary>How percentiles are written. Default 0 to 1.</summary>
    public PercentileScale PercentileScale { get; set; }

    /// <summary>Applies exports although they look wrong as a whole, where that is possible. Default false.</summary>
    public bool AcceptAnomalies { get; set; }

    /// <summary>The feed's limit of users (batches) a second. Default 270 (mParticle documentation); null does not limit.</summary>
    public int? UsersPerSecond { get; set; } = 270;

    /// <summary>How often the folder is looked at. A file is taken when it did not change from one look to the next. Default 10 s.</summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The file with what was accepted, on a local disk. Default <c>vidora-predictions.db</c> in the working directory, for a named
    /// account <c>vidora-predictions-NAME.db</c>. Folders may share it.
    /// </summary>
    public string? StateFile { get; set; }
}
