using System.CommandLine;
using Vidora.Integration;
using Vidora.Samples.Console.Input;
using Vidora.Samples.Console.Reporting;

namespace Vidora.Samples.Console.Commands;

/// <summary>Runs <c>vidora explain</c>: the source of each field that is sent, and the reason for each that is not.</summary>
internal static class ExplainCommand
{
    public static Command Create(Terminal terminal)
    {
        var input = new InputOptions(
            "FILE", "A file of mParticle batches, plain or gzip: one JSON document a line, or one after the other. - is standard input.");
        var document = new Option<int>("--document")
        {
            Description = "Which document of the file, from 1.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        var index = new Option<int?>("--event") { Description = "Explain this event alone, counted from 0; all of them when not given.", HelpName = "N" };
        var json = new Option<bool>("--json") { Description = "Write the explanation as one JSON object." };
        var command = new Command(
            "explain", "Explain one batch: each field that is sent with its source, each that is not sent with the reason.");
        input.AddTo(command);
        command.Options.Add(document);
        command.Options.Add(index);
        command.Options.Add(json);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed, input, parsed.GetValue(document), parsed.GetValue(index), parsed.GetValue(json), terminal, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, InputOptions input, int number, int? index, bool asJson, Terminal terminal, CancellationToken cancellationToken)
    {
        if (input.Files(parsed) is not [var file])
        {
            throw new CommandFailedException("explain takes one file; --document N chooses among its documents.");
        }

        var options = new VidoraMappingOptions();
        input.Apply(parsed, options);
        var document = await FindAsync(file, number, terminal, cancellationToken);
        var explanation = Explain(document, input.Format(parsed), options, index, cancellationToken);
        if (asJson)
        {
            ExplanationJson.Write(number, explanation, terminal.Output);
        }
        else
        {
            ExplanationReport.Write(document.Number, explanation, terminal.Out);
        }

        return ExitCode.Done;
    }

    private static MappingExplanation Explain(
        MParticleDocument document, MParticleFormat format, VidoraMappingOptions options, int? index, CancellationToken cancellationToken)
    {
        if (!document.TryReadBatch(format, out _, out var error))
        {
            throw new CommandFailedException(error.Message);
        }

        try
        {
            return new MappingExplainer(options).Explain(document.Utf8Json, format, index, cancellationToken);
        }
        catch (ArgumentOutOfRangeException e) when (e.ParamName == "eventIndex")
        {
            throw CommandFailedException.Of(e);
        }
    }

    private static async Task<MParticleDocument> FindAsync(string file, int number, Terminal terminal, CancellationToken cancellationToken)
    {
        var read = 0L;
        string? damage = null;
        await foreach (var document in InputDocuments.ReadAsync([file], terminal, (_, what) => damage = what, cancellationToken))
        {
            read = document.Number;
            if (read == number)
            {
                return document.Document;
            }
        }

        throw new CommandFailedException(
            $"there is no document {number}: the input has {Numbers.Count(read, "document", "documents")}, counted from 1{(damage is null ? "." : $"; {damage}")}");
    }
}
