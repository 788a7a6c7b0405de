using System.Text.Json;

namespace Vidora.Integration.Emulator.Feed;

/// <summary>Describes one change of a user attribute.</summary>
/// <param name="Name">The attribute's name.</param>
/// <param name="Value">The value as it was sent; null when the attribute was deleted.</param>
/// <param name="At">The time of the change by the emulator's clock.</param>
/// <param name="SourceRequestId">The id of the batch, or null.</param>
internal sealed record AttributeChange(string Name, JsonElement? Value, DateTimeOffset At, string? SourceRequestId);
