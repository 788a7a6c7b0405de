namespace Vidora.Integration.Generator;

internal sealed record Product(string Id, string Name, string Brand, string Category, string Variant, decimal Price, string Material);
