using System.CommandLine;
using Vidora.Integration;
using Vidora.Samples.Console.Input;

namespace Vidora.Samples.Console.Commands;

/// <summary>Defines the options of commands that read batches: the files, their format, and the mapping.</summary>
internal sealed class InputOptions
{
    private readonly Argument<string[]> _files;

    private readonly Option<string> _format = new("--format")
    {
        Description = "The wire format. auto detects it per document; json is the Events API and every output except Firehose.",
        HelpName = "auto|json|firehose",
        DefaultValueFactory = _ => "auto",
    };

    private readonly MappingOptions _mapping = new();

    /// <summary>Creates the options of a command that reads files.</summary>
    /// <param name="isRequired">Whether there must be a file.</param>
    public InputOptions(bool isRequired = true)
        : this("FILE", "Files of mParticle batches, plain or gzip: one JSON document a line, or one after the other. Use - for standard input.", isRequired)
    {
    }

    /// <param name="argument">The name of the argument.</param>
    /// <param name="description">The description of the argument.</param>
    /// <param name="isRequired">Whether there must be a file.</param>
    public InputOptions(string argument, string description, bool isRequired = true) =>
        _files = new Argument<string[]>(argument) { Description = description, Arity = isRequired ? ArgumentArity.OneOrMore : ArgumentArity.ZeroOrMore };

    public void AddTo(Command command)
    {
        _format.AcceptOnlyFromAmong("auto", "json", "firehose");
        command.Arguments.Add(_files);
        command.Options.Add(_format);
        _mapping.AddTo(command);
    }

    /// <exception cref="CommandFailedException">A file is missing.</exception>
    public IReadOnlyList<string> Files(ParseResult parsed)
    {
        var files = Paths(parsed);
        InputFile.RequireAll(files);
        return files;
    }

    /// <summary>Returns the paths of the command line, without a check.</summary>
    public string[] Paths(ParseResult parsed) => parsed.GetValue(_files) ?? [];

    public MParticleFormat Format(ParseResult parsed) => parsed.GetValue(_format) switch
    {
        "json" => MParticleFormat.EventsApi,
        "firehose" => MParticleFormat.Firehose,
        _ => MParticleFormat.Auto,
    };

    /// <exception cref="CommandFailedException">An environment, an event type or a platform is unknown.</exception>
    public void Apply(ParseResult parsed, VidoraMappingOptions options) => _mapping.Apply(parsed, options);
}
