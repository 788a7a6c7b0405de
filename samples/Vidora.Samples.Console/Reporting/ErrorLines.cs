using Spectre.Console;

namespace Vidora.Samples.Console.Reporting;

/// <summary>Writes one line per error, and counts the errors after the first 1,000.</summary>
internal sealed class ErrorLines(IAnsiConsole console)
{
    private const int Shown = 1000;

    private long _count;

    public void Write(string line)
    {
        if (++_count <= Shown)
        {
            console.WriteUnbroken(line, Color.Yellow);
        }
    }

    /// <summary>Writes how many lines are missing.</summary>
    public void Close()
    {
        if (_count > Shown)
        {
            console.WriteLine($"and {Numbers.Text(_count - Shown)} more");
        }
    }
}
