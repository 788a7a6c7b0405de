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

    private readonly Option<bool> _excludePersonalData = new("--exclude-personal-data")
    {
        Description = "Leave out reserved user attributes, the user agent, identity changes, and attributes whose value looks personal.",
    };

    private readonly Option<string> _commerce = new("--commerce")
    {
        Description = "What a product action becomes: an event for each product, one for the order, or both.",
        HelpName = "PerProduct|PerOrder|Both",
        DefaultValueFactory = _ => nameof(CommerceMode.PerProduct),
    };

    private readonly Option<string?> _excludeAttributes = Names("--exclude-attributes", "Attributes to leave out: names separated by commas; * stands for any characters.");
    private readonly Option<string?> _onlyAttributes = Names("--only-attributes", "The only attributes to forward, in the same form.");
    private readonly Option<string?> _typedAttributes = Names("--typed-attributes", "Attributes whose text becomes a number or a boolean where it can, in the same form.");

    private readonly Option<string> _environment = new("--environment")
    {
        Description = "The environments to forward, separated by commas.",
        HelpName = "production,development",
        DefaultValueFactory = _ => "production",
    };

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
        command.Options.Add(_excludePersonalData);
        command.Options.Add(_environment);
        _commerce.AcceptOnlyFromAmong(Enum.GetNames<CommerceMode>());
        command.Options.Add(_commerce);
        command.Options.Add(_excludeAttributes);
        command.Options.Add(_onlyAttributes);
        command.Options.Add(_typedAttributes);
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

    /// <exception cref="CommandFailedException">An environment is unknown.</exception>
    public void Apply(ParseResult parsed, VidoraMappingOptions options)
    {
        var environments = Split(parsed.GetRequiredValue(_environment));
        if (environments.Length == 0 || environments.Any(name => !VidoraMappingOptions.AllEnvironments.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            throw new CommandFailedException("--environment takes production, development and unknown, separated by commas.");
        }

        options.Environments = environments;
        options.ExcludePersonalData = parsed.GetValue(_excludePersonalData);
        options.Commerce = Enum.Parse<CommerceMode>(parsed.GetRequiredValue(_commerce));
        options.ExcludeAttributes = Split(parsed.GetValue(_excludeAttributes));
        options.OnlyAttributes = Split(parsed.GetValue(_onlyAttributes));
        options.TypedAttributes = Split(parsed.GetValue(_typedAttributes));
    }

    private static Option<string?> Names(string name, string description) => new(name) { Description = description, HelpName = "NAME,…" };

    private static string[] Split(string? names) => (names ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
