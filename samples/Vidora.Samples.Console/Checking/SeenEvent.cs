using Vidora.Integration;

namespace Vidora.Samples.Console.Checking;

/// <summary>Holds what the check asks of an event, read once.</summary>
internal sealed class SeenEvent(VidoraEvent item)
{
    public string? EventType { get; } = item["event_type"]?.ToString();

    public string? Platform { get; } = item["platform"]?.ToString();

    public bool IsPromotion { get; } = item.Type.StartsWith("promotion_", StringComparison.Ordinal);

    public IReadOnlyList<string> Names { get; } = item.Names;

    public bool Has(string prefix) => Names.Any(name => name.StartsWith(prefix, StringComparison.Ordinal));
}
