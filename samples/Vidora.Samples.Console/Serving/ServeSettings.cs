namespace Vidora.Samples.Console.Serving;

/// <summary>What <c>vidora serve</c> was told.</summary>
internal sealed class ServeSettings
{
    public required Uri Listen { get; init; }

    public required Uri To { get; init; }

    public required string QueueFile { get; init; }

    public required string ApiKey { get; init; }

    public string? ApiSecret { get; init; }

    public string? Token { get; init; }
}
