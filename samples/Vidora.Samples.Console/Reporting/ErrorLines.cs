using Spectre.Console;

namespace Vidora.Samples.Console.Reporting;

/// <summary>Lines about single things that went wrong; after the first ones the others are only counted.</summary>
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

    /// <summary>Says how many lines were left out.</summary>
    public void Close()
    {
        if (_count > Shown)
        {
            console.WriteLine($"and {Numbers.Text(_count - Shown)} more like these");
        }
    }
}
