namespace Vidora.Integration.Fuzzing.Engine;

/// <summary>An input that breaks something.</summary>
/// <param name="Problem">What happened: the exception, or how long it took.</param>
/// <param name="Input">The input.</param>
/// <param name="Number">Which input of the run it was, from 1.</param>
internal sealed record FuzzFinding(string Problem, byte[] Input, long Number);
