namespace Vidora.Samples.Console;

/// <summary>Ends a command with one line on standard error.</summary>
/// <param name="message">The line: what is wrong and what to do.</param>
/// <param name="exitCode">What the program ends with.</param>
internal sealed class CommandFailedException(string message, int exitCode = ExitCode.WrongUse) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
