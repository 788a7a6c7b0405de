using System.CommandLine;
using Spectre.Console;
using Vidora.Integration;
using Vidora.Samples.Console.Input;
using Vidora.Samples.Console.Reporting;

namespace Vidora.Samples.Console.Commands;

/// <summary><c>vidora map</c>: batches in, the events that would be sent out.</summary>
internal static class MapCommand
{
    public static Command Create(Terminal terminal)
    {
        var input = new InputOptions();
        var issues = new Option<string>("--issues")
        {
            Description = "Write a line of JSON per issue to this file. Documents are counted over all inputs, from 1.",
            HelpName = "FILE",
        };
        var command = new Command("map", "Map mParticle batches to Vidora events, one a line, exactly as they would be sent.");
        input.AddTo(command);
        var json = JsonOption.Create("Write the summary on standard error as one JSON object.");
        command.Options.Add(issues);
        command.Options.Add(json);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, input, parsed.GetValue(issues), parsed.GetValue(json), terminal, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, InputOptions input, string? issuePath, bool json, Terminal terminal, CancellationToken cancellationToken)
    {
        var files = input.Files(parsed);
        var options = new VidoraMappingOptions();
        input.Apply(parsed, options);
        using var issueFile = issuePath is null ? null : IssueFile.Create(issuePath);
        await using var output = new BufferedStream(terminal.Output, 64 * 1024);
        var reading = new BatchReading(files, input.Format(parsed), new MParticleEventMapper(options), terminal);
        await foreach (var (document, result) in reading.RunAsync(cancellationToken))
        {
            foreach (var item in result.Events)
            {
                output.Write(item.Utf8Json.Span);
                output.WriteByte((byte)'\n');
            }

            foreach (var issue in result.Issues)
            {
                issueFile?.Write(document, issue);
            }
        }

        await output.FlushAsync(cancellationToken);
        reading.Errors.Close();
        if (json)
        {
            terminal.Error.WriteJson(SummaryJson.Of(reading.Summary));
        }
        else
        {
            MappingReport.Write(reading.Summary, terminal.Error);
        }

        return reading.Summary.Unreadable == 0 ? ExitCode.Done : ExitCode.Partly;
    }
}
