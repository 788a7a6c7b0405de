using Vidora.Integration.Settings;

namespace Vidora.Integration.Delivery;

/// <summary>Configures a folder that receives the exports of one pipeline. Defaults are our choice.</summary>
public sealed class PredictionFolderOptions
{
    /// <summary>
    /// Gets or sets the folder. It is created when it is missing. Settled exports move to <c>applied</c> or <c>failed</c> in it. No
    /// default.
    /// </summary>
    public string Directory { get; set; } = "";

    /// <summary>Gets or sets the pipeline's name, which is part of the attributes' names. No default.</summary>
    public string Pipeline { get; set; } = "";

    /// <summary>
    /// Gets or sets what the pipeline predicts, which decides whether scores must be 0 to 1. Default: null, the title of the column
    /// decides.
    /// </summary>
    public VidoraPipelineType? Type { get; set; }

    /// <summary>Gets or sets the vendor in the attributes' names. Default: null, the account's <c>PredictionVendor</c>.</summary>
    public PredictionVendor? Vendor { get; set; }

    /// <summary>Gets or sets the title of the column with the MPIDs. Default: null, found by its name.</summary>
    public string? UserColumn { get; set; }

    /// <summary>Gets or sets the titles of the columns to write. Default: null, all but the user column.</summary>
    public IReadOnlyList<string>? Columns { get; set; }

    /// <summary>Gets or sets whether percentiles are 0 to 100; they are divided by 100. Default: false, percentiles are 0 to 1.</summary>
    public bool PercentilesInPercent { get; set; }

    /// <summary>
    /// Gets the options of each import. <c>DryRun</c> and <c>ResultsFile</c> cannot be set: the folder applies exports, and writes
    /// results beside them.
    /// </summary>
    public PredictionImportOptions Import { get; } = new();

    /// <summary>
    /// Gets or sets how often the folder is read. A file is applied when it has not changed since the last time. Default: 10 s.
    /// </summary>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Gets or sets the SQLite file with the accepted values, on a local disk. Folders may share it. Default:
    /// <c>vidora-predictions.db</c> in the working directory, for a named account <c>vidora-predictions-NAME.db</c>.
    /// </summary>
    public string? StateFile { get; set; }

    /// <summary>Gets the settings with their ranges.</summary>
    internal static SettingsTable<PredictionFolderOptions> Settings { get; } = new SettingsTable<PredictionFolderOptions>()
        .Text(nameof(Directory), (options, value) => options.Directory = value ?? "")
        .Text(nameof(Pipeline), (options, value) => options.Pipeline = value ?? "")
        .Value<VidoraPipelineType>(
            nameof(Type), text => new VidoraPipelineType(text), (options, value) => options.Type = value, "a pipeline type", "Uplift")
        .Value<PredictionVendor>(
            nameof(Vendor), text => new PredictionVendor(text), (options, value) => options.Vendor = value, "vidora or cortex", "vidora")
        .Text(nameof(UserColumn), (options, value) => options.UserColumn = value)
        .List(nameof(Columns), (options, value) => options.Columns = [.. value], "Score")
        .Flag(nameof(PercentilesInPercent), (options, value) => options.PercentilesInPercent = value)
        .Group(nameof(Import), options => options.Import, PredictionImportOptions.FolderSettings)
        .Duration(
            nameof(PollInterval),
            options => options.PollInterval,
            (options, value) => options.PollInterval = value,
            TimeSpan.FromMilliseconds(10),
            TimeSpan.FromHours(1),
            TimeSpan.FromSeconds(10))
        .Text(nameof(StateFile), (options, value) => options.StateFile = value)
        .Check((options, failures) =>
        {
            if (string.IsNullOrWhiteSpace(options.Directory))
            {
                failures.Add(nameof(Directory), "is not set", "\"<the folder that receives the exports>\"");
            }

            if (!options.Pipeline.Any(char.IsLetterOrDigit))
            {
                failures.Add(nameof(Pipeline), $"is \"{options.Pipeline}\", which is no name", "\"<the pipeline's name>\"");
            }

            if (options.StateFile is "")
            {
                failures.Add(nameof(StateFile), "is empty", "\"<a path>\"");
            }
        });
}
