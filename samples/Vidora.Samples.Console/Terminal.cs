using System.Text;
using Spectre.Console;

namespace Vidora.Samples.Console;

/// <summary>
/// What the program reads from and writes to. Standard output carries results as bytes or as tables; everything about the
/// run goes to standard error.
/// </summary>
internal sealed class Terminal : IDisposable
{
    /// <summary>How wide tables may get where there is no window: nothing is cut or wrapped in a file.</summary>
    private const int FileWidth = 400;

    private readonly Func<string, string?> _variable;

    private Terminal(Stream input, Stream output, IAnsiConsole outConsole, IAnsiConsole errorConsole, Func<string, string?> variable)
    {
        Input = input;
        Output = output;
        Out = outConsole;
        Error = errorConsole;
        _variable = variable;
    }

    /// <summary>Standard input, bytes.</summary>
    public Stream Input { get; }

    /// <summary>Standard output, bytes.</summary>
    public Stream Output { get; }

    /// <summary>Standard output, text and tables.</summary>
    public IAnsiConsole Out { get; }

    /// <summary>Standard error, text and tables.</summary>
    public IAnsiConsole Error { get; }

    public static Terminal OfProcess() => new(
        System.Console.OpenStandardInput(),
        System.Console.OpenStandardOutput(),
        Create(System.Console.Out, System.Console.IsOutputRedirected),
        Create(System.Console.Error, System.Console.IsErrorRedirected),
        Environment.GetEnvironmentVariable);

    /// <summary>A terminal without a window.</summary>
    public static Terminal Over(Stream input, Stream output, Stream error, Func<string, string?> variable) => new(
        input,
        output,
        Create(new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { AutoFlush = true }, isRedirected: true),
        Create(new StreamWriter(error, new UTF8Encoding(false), leaveOpen: true) { AutoFlush = true }, isRedirected: true),
        variable);

    /// <summary>An environment variable; null when it is not set or empty.</summary>
    public string? Variable(string name) => _variable(name) is { Length: > 0 } value ? value : null;

    public void Dispose()
    {
        Input.Dispose();
        Output.Dispose();
    }

    private static IAnsiConsole Create(TextWriter writer, bool isRedirected)
    {
        if (!isRedirected)
        {
            return AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = FileWidth;
        return console;
    }
}
