namespace Vidora.Integration.Generator;

/// <summary>A consent system notification of a batch.</summary>
internal sealed record ConsentChange(bool IsCcpa, string Purpose, bool Consented, bool? Before, long TimeMs);
