using System.Text.Json;

namespace Vidora.Integration.Emulator;

/// <summary>One change of a user attribute that the emulated mParticle feed accepted.</summary>
/// <param name="Name">The attribute's name.</param>
/// <param name="Value">The value as it was sent; null when the attribute was deleted.</param>
/// <param name="At">When it was accepted, by the emulator's clock.</param>
/// <param name="SourceRequestId">The id its batch was sent with, or null.</param>
public sealed record AttributeChange(string Name, JsonElement? Value, DateTimeOffset At, string? SourceRequestId);
