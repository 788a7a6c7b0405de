using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Vidora.Integration;

namespace Vidora.Samples.Console.Commands;

/// <summary>Defines what services have in common: the mapping, the file of the library's sections, the log and the summary.</summary>
internal sealed class ServiceOptions
{
    private readonly Option<string> _config = new("--config")
    {
        Description = "A JSON file with the library's sections: Vidora, Forwarding, Receiving, Kafka, KafkaErasures. The command line overrides it.", HelpName = "FILE",
    };

    private readonly MappingOptions _mapping = new();

    private readonly Option<string> _log = new("--log")
    {
        Description = "The form of the log on standard error.", HelpName = "text|json", DefaultValueFactory = _ => "text",
    };

    private readonly Option<bool> _json = JsonOption.Create("Write the summary at the end as one JSON object.");

    public void AddTo(Command command)
    {
        _log.AcceptOnlyFromAmong("text", "json");
        _mapping.AddTo(command);
        foreach (var option in new Option[] { _config, _log, _json })
        {
            command.Options.Add(option);
        }
    }

    public bool LogsJson(ParseResult parsed) => parsed.GetValue(_log) == "json";

    public bool WritesJson(ParseResult parsed) => parsed.GetValue(_json);

    /// <summary>Returns what the command line changes in the mapping.</summary>
    /// <exception cref="CommandFailedException">An environment, an event type or a platform is unknown.</exception>
    public Action<VidoraMappingOptions> Mapping(ParseResult parsed)
    {
        // Errors show before the host starts.
        _mapping.Apply(parsed, new VidoraMappingOptions());
        return options => _mapping.Apply(parsed, options);
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
            return configuration.GetChildren().FirstOrDefault(section => section.Key is not ("Vidora" or "Forwarding" or "Receiving" or "Kafka" or "KafkaErasures")) is { } unknown
                ? throw new CommandFailedException($"the file {file} has the unknown section \"{unknown.Key}\". Use Vidora, Forwarding, Receiving, Kafka and KafkaErasures.")
                : configuration;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"the file {file} cannot be read: {e.InnerException?.Message ?? e.Message}");
        }
    }
}
