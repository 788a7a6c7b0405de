using System.Text;

namespace Vidora.Samples.Console.Tests;

/// <summary>A run of the program's entry point in this process, without a window.</summary>
internal sealed record ConsoleRun(int ExitCode, string Output, string Error)
{
    public string[] OutputLines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static Task<ConsoleRun> OfAsync(params string[] args) => OfAsync(args, [], []);

    public static async Task<ConsoleRun> OfAsync(string[] args, byte[] input, Dictionary<string, string> variables)
    {
        using var output = new MemoryStream();
        using var error = new MemoryStream();
        using (var terminal = Terminal.Over(new MemoryStream(input), output, error, name => variables.GetValueOrDefault(name)))
        {
            var exitCode = await CommandLine.RunAsync(args, terminal);
            return new ConsoleRun(exitCode, Encoding.UTF8.GetString(output.ToArray()), Encoding.UTF8.GetString(error.ToArray()));
        }
    }
}
