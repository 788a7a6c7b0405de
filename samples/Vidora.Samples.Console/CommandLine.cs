using System.CommandLine;
using System.CommandLine.Invocation;
using Spectre.Console;
using Vidora.Integration.Delivery;
using Vidora.Samples.Console.Commands;
using Vidora.Samples.Console.Reporting;

namespace Vidora.Samples.Console;

/// <summary>Runs a command. An error becomes one line and an exit code.</summary>
internal static class CommandLine
{
    /// <summary>Bounds the stop of a command; every command needs less.</summary>
    private static readonly TimeSpan _stopLimit = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(IReadOnlyList<string> args, Terminal terminal, CancellationToken cancellationToken = default)
    {
        // Without response files, so that the name of a file can begin with @.
        var root = Root(terminal);
        var parsed = root.Parse(EnvironmentOptions.Expand(root, args, terminal), new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Action is ParseErrorAction)
        {
            WriteError(terminal, $"{parsed.Errors[0].Message.TrimEnd('.')}. See {PathOf(parsed.CommandResult.Command)} --help.");
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
        catch (DeliveryStoreException e)
        {
            WriteError(terminal, e.Message);
            return ExitCode.WrongUse;
        }
        catch (IOException e)
        {
            WriteError(terminal, $"the output cannot be written: {e.Message}");
            return ExitCode.WrongUse;
        }
    }

    private static RootCommand Root(Terminal terminal)
    {
        var root = new RootCommand("Send mParticle events to Vidora and predictions back. Without a command, run a demonstration on this machine. "
            + "Services and their operators take each option from the environment too: --to from VIDORA_TO. "
            + "Exit codes: 0 done, 1 wrong use, 2 some input refused, 3 stopped by a check, 4 wrong set-up, 5 unreachable, 130 interrupted.")
        {
            MapCommand.Create(terminal),
            ExplainCommand.Create(terminal),
            AuditCommand.Create(terminal),
            NameCommand.Create(terminal),
            SendCommand.Create(terminal),
            ImportCommand.Create(terminal),
            ReplayCommand.Create(terminal),
            PredictCommand.Create(terminal),
            PipelineCommand.Create(terminal),
            EmulateCommand.Create(terminal),
            PlayCommand.Create(terminal),
            ServeCommand.Create(terminal),
            ConsumeCommand.Create(terminal),
            QueueCommand.Create(terminal),
            ForgetCommand.Create(terminal),
            QuarantineCommand.Create(terminal),
            ErasuresCommand.Create(terminal),
            DoctorCommand.Create(terminal),
            CheckCommand.Create(terminal),
            VerifyCommand.Create(terminal),
        };
        var stay = new Option<bool>("--stay") { Description = "Keep the emulator of the demonstration and its pages up until you stop it." };
        var quick = new Option<bool>("--quick") { Description = "Send the bundled two weeks instead of a season, without learning." };
        root.Options.Add(quick);
        root.Options.Add(stay);
        root.SetAction((parsed, cancellationToken) => DemoCommand.RunAsync(parsed.GetValue(quick), parsed.GetValue(stay), terminal, cancellationToken));
        return root;
    }

    /// <summary>Returns what the user types for a command, such as <c>vidora queue status</c>.</summary>
    private static string PathOf(Command command) =>
        command is RootCommand ? "vidora" : $"{PathOf(command.Parents.OfType<Command>().First())} {command.Name}";

    private static void WriteError(Terminal terminal, string message) =>
        terminal.Error.WriteUnbroken($"vidora: {OneLine(message)}", Color.Red);

    private static string OneLine(string message) => string.Join(' ', message.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
