namespace Vidora.Samples.Console;

/// <summary>What the program ends with.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>Wrong use: arguments, files, addresses or keys that cannot be used. Nothing was done, or no more of it.</summary>
    public const int WrongUse = 1;

    /// <summary>All was tried, and some of it could not be read or was not accepted.</summary>
    public const int Partly = 2;

    /// <summary>An export looked wrong as a whole, and nothing of it was sent.</summary>
    public const int StoppedByGate = 3;

    /// <summary>Stopped by Ctrl+C.</summary>
    public const int Interrupted = 130;
}
