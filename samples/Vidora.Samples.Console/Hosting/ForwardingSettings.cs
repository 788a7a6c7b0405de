using Microsoft.Extensions.Configuration;
using Vidora.Integration;

namespace Vidora.Samples.Console.Hosting;

/// <summary>Holds what <c>vidora serve</c> and <c>vidora consume</c> have in common: the account, its mapping, its queue file and its log.</summary>
internal abstract class ForwardingSettings
{
    public required Uri To { get; init; }

    /// <summary>Gets whether the keys may travel over http beyond this machine.</summary>
    public bool AllowHttp { get; init; }

    public required string ApiKey { get; init; }

    public string? ApiSecret { get; init; }

    public required string QueueFile { get; init; }

    /// <summary>Gets what the command line changes in the mapping.</summary>
    public Action<VidoraMappingOptions> Mapping { get; init; } = _ => { };

    /// <summary>Gets whether only errors are logged.</summary>
    public bool IsQuiet { get; init; }

    /// <summary>Gets whether the log is JSON instead of text.</summary>
    public bool LogsJson { get; init; }

    /// <summary>Gets whether metrics and traces go to an OpenTelemetry collector, by the standard variables.</summary>
    public bool ExportsTelemetry { get; init; }

    /// <summary>Gets the sections of the library from a file: Vidora, Forwarding, Receiving, Kafka, KafkaErasures.</summary>
    public IConfigurationRoot? Configuration { get; init; }

    /// <summary>Returns a section of the file; null when the file has none.</summary>
    public IConfigurationSection? Section(string name) => Configuration?.GetSection(name) is { } section && section.Exists() ? section : null;
}
