namespace Vidora.Samples.Console.Hosting;

/// <summary>Holds what <c>vidora serve</c> and <c>vidora consume</c> have in common: the account and its queue file.</summary>
internal abstract class ForwardingSettings
{
    public required Uri To { get; init; }

    public required string ApiKey { get; init; }

    public string? ApiSecret { get; init; }

    public required string QueueFile { get; init; }
}
