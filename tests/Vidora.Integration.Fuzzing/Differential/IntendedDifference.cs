using System.Text.Json;

namespace Vidora.Integration.Fuzzing.Differential;

/// <summary>Something that JsonDocument accepts and a reader of this library refuses, on purpose.</summary>
/// <param name="Reason">Why.</param>
/// <param name="AppliesTo">Whether a document is such a thing: what JsonDocument makes of it, and its bytes.</param>
internal sealed record IntendedDifference(string Reason, Func<JsonElement, ReadOnlyMemory<byte>, bool> AppliesTo);
