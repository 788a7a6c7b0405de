using System.Text;
using Spectre.Console;

namespace Vidora.Samples.Console;

/// <summary>
/// Holds the streams and variables of the program. Standard output gets results as bytes or tables; standard error gets messages about
/// the run.
/// </summary>
internal sealed class Terminal : IDisposable
{
    /// <summary>Bounds the width of tables without a window, so that nothing is cut or wrapped in a file.</summary>
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

    /// <summary>Gets standard input as bytes.</summary>
    public Stream Input { get; }

    /// <summary>Gets standard output as bytes.</summary>
    public Stream Output { get; }

    /// <summary>Gets standard output for text and tables.</summary>
    public IAnsiConsole Out { get; }

    /// <summary>Gets standard error for text and tables.</summary>
    public IAnsiConsole Error { get; }

    public static Terminal OfProcess() => new(
        System.Console.OpenStandardInput(),
        System.Console.OpenStandardOutput(),
        Create(System.Console.Out, System.Console.IsOutputRedirected),
        Create(System.Console.Error, System.Console.IsErrorRedirected),
        Environment.GetEnvironmentVariable);

    /// <summary>Creates a terminal without a window.</summary>
    public static Terminal Over(Stream input, Stream output, Stream error, Func<string, string?> variable) => new(
        input,
        output,
        Create(new StreamWriter(output, new UTF8Encoding(false), leaveOpen: true) { AutoFlush = true }, isRedirected: true),
        Create(new StreamWriter(error, new UTF8Encoding(false), leaveOpen: true) { AutoFlush = true }, isRedirected: true),
        variable);

    /// <summary>Returns an environment variable, or null when it is not set or empty.</summary>
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
