namespace Vidora.Samples.Console;

/// <summary>Defines the exit codes of the program.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>An argument, a file, an address or a key is wrong. The command did nothing, or stopped.</summary>
    public const int WrongUse = 1;

    /// <summary>The command completed, but some input was unreadable or not accepted.</summary>
    public const int Partly = 2;

    /// <summary>A check of the export as a whole failed. The command sent nothing.</summary>
    public const int StoppedByGate = 3;

    /// <summary>Ctrl+C stopped the command.</summary>
    public const int Interrupted = 130;
}
