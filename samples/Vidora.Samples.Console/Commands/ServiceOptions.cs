using System.CommandLine;
using Microsoft.Extensions.Configuration;

namespace Vidora.Samples.Console.Commands;

/// <summary>Defines what services have in common: the mapping, the file of the library's sections, the log and the summary.</summary>
internal sealed class ServiceOptions
{
    private readonly Option<string> _config = new("--config")
    {
        Description = "A JSON file with the library's sections: Vidora, Forwarding, Receiving, Kafka. The command line overrides it.", HelpName = "FILE",
    };

    private readonly Option<string> _environment = new("--environment")
    {
        Description = "The environments to forward, separated by commas. Default: production.", HelpName = "production,development",
    };

    private readonly Option<bool> _excludePersonalData = new("--exclude-personal-data")
    {
        Description = "Leave out reserved user attributes, the user agent and identity changes.",
    };

    private readonly Option<string> _log = new("--log")
    {
        Description = "The form of the log on standard error.", HelpName = "text|json", DefaultValueFactory = _ => "text",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Write the summary at the end as JSON." };

    public void AddTo(Command command)
    {
        _log.AcceptOnlyFromAmong("text", "json");
        foreach (var option in new Option[] { _environment, _excludePersonalData, _config, _log, _json })
        {
            command.Options.Add(option);
        }
    }

    public bool LogsJson(ParseResult parsed) => parsed.GetValue(_log) == "json";

    public bool WritesJson(ParseResult parsed) => parsed.GetValue(_json);

    public bool ExcludesPersonalData(ParseResult parsed) => parsed.GetValue(_excludePersonalData);

    /// <exception cref="CommandFailedException">An environment is unknown.</exception>
    public IReadOnlyList<string>? Environments(ParseResult parsed)
    {
        if (parsed.GetValue(_environment) is not { } text)
        {
            return null;
        }

        var environments = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return environments.Length > 0 && environments.All(name => name.ToLowerInvariant() is "production" or "development" or "unknown")
            ? environments
            : throw new CommandFailedException("--environment takes production, development and unknown, separated by commas.");
    }

    /// <exception cref="CommandFailedException">The file cannot be read, or has an unknown section.</exception>
    public IConfigurationRoot? Configuration(ParseResult parsed)
    {
        if (parsed.GetValue(_config) is not { } file)
        {
            return null;
        }

        try
        {
            var configuration = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(file)).Build();
            return configuration.GetChildren().FirstOrDefault(section => section.Key is not ("Vidora" or "Forwarding" or "Receiving" or "Kafka")) is { } unknown
                ? throw new CommandFailedException($"the file {file} has the unknown section \"{unknown.Key}\". Use Vidora, Forwarding, Receiving and Kafka.")
                : configuration;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"the file {file} cannot be read: {e.InnerException?.Message ?? e.Message}");
        }
    }
}
