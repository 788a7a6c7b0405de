namespace Vidora.Testing;

/// <summary>How a <see cref="TestProcess"/> ended.</summary>
public sealed record Ended(int ExitCode, string Output, string Error);
