using System.CommandLine;
using System.CommandLine.Invocation;
using Spectre.Console;
using Vidora.Samples.Console.Commands;
using Vidora.Samples.Console.Reporting;

namespace Vidora.Samples.Console;

/// <summary>The commands together, and what all of them have in common: one line for an error, and how a run ends.</summary>
internal static class CommandLine
{
    /// <summary>Longer than any command needs to stop in order once it was asked to.</summary>
    private static readonly TimeSpan _stopLimit = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancellationToken = default)
    {
        // Without response files, so that a file may be called @anything.
        var parsed = Root(terminal).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            var command = parsed.CommandResult.Command is RootCommand ? "vidora" : $"vidora {parsed.CommandResult.Command.Name}";
            WriteError(terminal, $"{parsed.Errors[0].Message.TrimEnd('.')}. See {command} --help.");
            return ExitCode.WrongUse;
        }

        try
        {
            var configuration = new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = _stopLimit,
                Output = terminal.Out.Profile.Out.Writer,
                Error = terminal.Error.Profile.Out.Writer,
            };
            return await parsed.InvokeAsync(configuration, cancellationToken);
        }
        catch (CommandFailedException e)
        {
            WriteError(terminal, e.Message);
            return e.ExitCode;
        }
        catch (OperationCanceledException)
        {
            WriteError(terminal, "stopped.");
            return ExitCode.Interrupted;
        }
        catch (IOException e)
        {
            WriteError(terminal, $"the output cannot be written: {e.Message}");
            return ExitCode.WrongUse;
        }
    }

    private static RootCommand Root(Terminal terminal)
    {
        var root = new RootCommand("mParticle events to Vidora and predictions back. Without a command: a demonstration on this machine.")
        {
            MapCommand.Create(terminal),
            ExplainCommand.Create(terminal),
            NameCommand.Create(terminal),
            SendCommand.Create(terminal),
            ImportCommand.Create(terminal),
            ReplayCommand.Create(terminal),
            EmulateCommand.Create(terminal),
            ServeCommand.Create(terminal),
            ConsumeCommand.Create(terminal),
            QueueCommand.Create(terminal),
            ForgetCommand.Create(terminal),
        };
        var stay = new Option<bool>("--stay") { Description = "Keep the demonstration's emulator and its pages up until stopped." };
        root.Options.Add(stay);
        root.SetAction((parsed, cancellationToken) => DemoCommand.RunAsync(parsed.GetValue(stay), terminal, cancellationToken));
        return root;
    }

    private static void WriteError(Terminal terminal, string message) =>
        terminal.Error.WriteUnbroken($"vidora: {OneLine(message)}", Color.Red);

    private static string OneLine(string message) => string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
