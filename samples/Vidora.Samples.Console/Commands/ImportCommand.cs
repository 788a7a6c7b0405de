using System.CommandLine;
using Vidora.Integration.Delivery;
using Vidora.Integration;
using Vidora.Samples.Console.Reporting;
using Vidora.Samples.Console.Sending;

namespace Vidora.Samples.Console.Commands;

/// <summary>Writes a prediction export to mParticle as user attributes: <c>vidora import</c>.</summary>
internal static class ImportCommand
{
    public static Command Create(Terminal terminal)
    {
        var export = new Argument<string>("EXPORT") { Description = "The prediction export: a CSV file with a header, plain or gzip." };
        var pipeline = new Option<string>("--pipeline") { Description = "The pipeline's name, as Vidora shows it.", HelpName = "NAME", Required = true };
        var type = new Option<string>("--type")
        {
            Description = "What the pipeline predicts. Without it the column titles decide which values must be 0 to 1.",
            HelpName = "future-events|uplift|classification|regression|look-alike",
        };
        type.AcceptOnlyFromAmong("future-events", "uplift", "classification", "regression", "look-alike");
        var feed = AddressOption.Create("--feed", "The address of the feed, such as http://127.0.0.1:8480/s2s. Default: mParticle's partner feeds.");
        var allowHttp = AllowHttpOption.Create();
        var vendor = new Option<string>("--vendor")
        {
            Description = "The vendor in the attributes' names: vidora, cortex since August 2022, or your own name for your own predictions.",
            HelpName = "NAME",
            DefaultValueFactory = _ => "vidora",
        };
        var state = new Option<string>("--state")
        {
            Description = "The file with the accepted values.",
            HelpName = "FILE",
            DefaultValueFactory = _ => "vidora-predictions.db",
        };
        var queue = QueueOption.Create("The queue file with the erased users, who are not written. It may be in use.", required: false);
        var dryRun = new Option<bool>("--dry-run") { Description = "Print what would be written, and write nothing." };
        var full = new Option<bool>("--full") { Description = "Write unchanged users too." };
        var results = new Option<string>("--results") { Description = "Write a line per row to this CSV file: its result and the reason.", HelpName = "FILE" };
        var accept = new Option<bool>("--accept-anomalies") { Description = "Continue although the export as a whole looks wrong." };
        var json = JsonOption.Create("Write the result as one JSON object.");
        var command = new Command("import", "Write a prediction export of Vidora to mParticle as user attributes. Keys: MPARTICLE_FEED_KEY, MPARTICLE_FEED_SECRET.")
        {
            export, pipeline, type, feed, allowHttp, vendor, state, queue, dryRun, full, results, accept, json,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new PredictionExportFile
            {
                Path = parsed.GetRequiredValue(export),
                Pipeline = parsed.GetRequiredValue(pipeline),
                Type = parsed.GetValue(type) is { } text ? new VidoraPipelineType(text) : null,
                Vendor = VendorOf(parsed.GetRequiredValue(vendor)),
            },
            parsed.GetValue(feed),
            parsed.GetValue(allowHttp),
            parsed.GetRequiredValue(state),
            parsed.GetValue(queue),
            new PredictionImportOptions
            {
                DryRun = parsed.GetValue(dryRun),
                Full = parsed.GetValue(full),
                AcceptAnomalies = parsed.GetValue(accept),
                ResultsFile = parsed.GetValue(results),
            },
            parsed.GetValue(json),
            terminal,
            cancellationToken));
        return command;
    }

    /// <exception cref="CommandFailedException">The name cannot be part of an attribute's name.</exception>
    public static PredictionVendor VendorOf(string name)
    {
        try
        {
            return new PredictionVendor(name);
        }
        catch (ArgumentException e)
        {
            throw CommandFailedException.Of(e);
        }
    }

    private static async Task<int> RunAsync(
        PredictionExportFile export,
        Uri? address,
        bool allowHttp,
        string stateFile,
        string? queueFile,
        PredictionImportOptions options,
        bool json,
        Terminal terminal,
        CancellationToken cancellationToken)
    {
        if (!File.Exists(export.Path))
        {
            throw new CommandFailedException($"there is no file \"{export.Path}\".");
        }

        using var feed = FeedAccount.Create(address, allowHttp, terminal);
        await using var erasures = queueFile is null ? null : QueueOption.Open(queueFile, readOnly: true);
        var result = await ImportSession.RunAsync(feed.Client, stateFile, erasures, export, options, terminal, cancellationToken);
        if (json)
        {
            terminal.Out.WriteJson(SummaryJson.Of(result));
        }
        else
        {
            ImportReport.Write(result, terminal.Out);
        }

        return result.Status switch
        {
            PredictionImportStatus.Stopped => ExitCode.StoppedByGate,
            PredictionImportStatus.Paused => throw new CommandFailedException(result.Sentence),
            PredictionImportStatus.Interrupted => throw new CommandFailedException(result.Sentence, ExitCode.Partly),
            _ => result.Bad + result.Rejected > 0 ? ExitCode.Partly : ExitCode.Done,
        };
    }
}
