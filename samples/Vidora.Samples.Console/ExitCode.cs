namespace Vidora.Samples.Console;

/// <summary>Defines the exit codes of the program.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>An argument, a file, an address or a key is wrong. The command did nothing, or stopped. A restart does not help.</summary>
    public const int WrongUse = 1;

    /// <summary>The command completed, but some input was unreadable or not accepted.</summary>
    public const int Partly = 2;

    /// <summary>A check of the export as a whole failed. The command sent nothing.</summary>
    public const int StoppedByGate = 3;

    /// <summary>A service cannot start with this set-up: an option, a file, an address or a credential. A restart does not help.</summary>
    public const int WrongSetup = 4;

    /// <summary>A host or a service cannot be reached. A later try may help.</summary>
    public const int Unreachable = 5;

    /// <summary>Ctrl+C stopped the command.</summary>
    public const int Interrupted = 130;
}
