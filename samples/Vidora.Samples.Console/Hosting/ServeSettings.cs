namespace Vidora.Samples.Console.Hosting;

/// <summary>Holds the settings of <c>vidora serve</c>.</summary>
internal sealed class ServeSettings : ForwardingSettings
{
    public required Uri Listen { get; init; }

    public string? Token { get; init; }
}
