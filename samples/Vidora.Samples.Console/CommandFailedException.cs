namespace Vidora.Samples.Console;

/// <summary>Ends a command with one line on standard error.</summary>
/// <param name="message">The line: what is wrong and what to do.</param>
/// <param name="exitCode">What the program ends with.</param>
internal sealed class CommandFailedException(string message, int exitCode = Console.ExitCode.WrongUse) : Exception(message)
{
    public int ExitCode { get; } = exitCode;

    /// <summary>Says what an argument's exception says, without the name of a parameter, which means nothing on a command line.</summary>
    public static CommandFailedException Of(ArgumentException e) => new(e.Message.Split(" (Parameter '")[0]);
}
