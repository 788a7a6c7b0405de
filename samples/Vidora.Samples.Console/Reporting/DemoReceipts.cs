namespace Vidora.Samples.Console.Reporting;

/// <summary>What the other side says it received.</summary>
/// <param name="Valid">Events it accepted.</param>
/// <param name="Invalid">Events it did not.</param>
/// <param name="ByType">The accepted ones by type.</param>
internal sealed record DemoReceipts(long Valid, long Invalid, IReadOnlyDictionary<string, long> ByType);
