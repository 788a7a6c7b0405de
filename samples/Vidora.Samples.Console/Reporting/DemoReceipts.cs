namespace Vidora.Samples.Console.Reporting;

/// <summary>Holds the counts of the emulator.</summary>
/// <param name="Valid">The accepted events.</param>
/// <param name="Invalid">The rejected events.</param>
/// <param name="ByType">The accepted events by type.</param>
internal sealed record DemoReceipts(long Valid, long Invalid, IReadOnlyDictionary<string, long> ByType);
