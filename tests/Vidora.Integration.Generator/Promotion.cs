namespace Vidora.Integration.Generator;

internal sealed record Promotion(string Id, string Name, string Creative, string Position, string Category);
