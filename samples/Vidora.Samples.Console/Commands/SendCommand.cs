using System.CommandLine;
using Spectre.Console;
using Vidora.Integration;
using Vidora.Samples.Console.Input;
using Vidora.Samples.Console.Reporting;
using Vidora.Samples.Console.Sending;

namespace Vidora.Samples.Console.Commands;

/// <summary><c>vidora send</c>: batches mapped and sent, once, from here.</summary>
internal static class SendCommand
{
    public static Command Create(Terminal terminal)
    {
        var input = new InputOptions();
        var to = AddressOption.Create("--to", "The address of Vidora, or of an emulator.");
        to.Required = true;
        var keys = new KeyOptions(KeyOptions.SendingKey, "The secret of the Vidora account; with it, calls are signed.");
        var command = new Command("send", "Map mParticle batches and send the events to Vidora.");
        input.AddTo(command);
        command.Options.Add(to);
        keys.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, input, parsed.GetRequiredValue(to), keys, terminal, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, InputOptions input, Uri to, KeyOptions keys, Terminal terminal, CancellationToken cancellationToken)
    {
        var files = input.Files(parsed);
        var options = new VidoraOptions
        {
            BaseAddress = to,
            ApiKey = keys.RequiredKey(parsed, terminal, to),
            ApiSecret = keys.Secret(parsed, terminal),
        };
        var mapping = new VidoraMappingOptions();
        input.Apply(parsed, mapping);
        using var account = VidoraAccount.Create(options);
        var reading = new BatchReading(files, input.Format(parsed), new MParticleEventMapper(mapping), terminal);
        var sending = new EventSending(account.Client, TimeProvider.System);
        try
        {
            await foreach (var (_, result) in reading.RunAsync(cancellationToken))
            {
                await sending.AddAsync(result.Events, cancellationToken);
                if (sending.WhyStopped is not null)
                {
                    break;
                }
            }

            await sending.CompleteAsync(cancellationToken);
        }
        finally
        {
            // Also when it was interrupted: what was accepted until then is good to know.
            reading.Errors.Close();
            SendingReport.Write(reading.Summary, sending, terminal.Out);
        }

        if (sending.WhyStopped is { } why)
        {
            throw new CommandFailedException(why, sending.IsAccountFault ? ExitCode.WrongUse : ExitCode.Partly);
        }

        return reading.Summary.Unreadable == 0 && sending.NotAccepted.Count == 0 ? ExitCode.Done : ExitCode.Partly;
    }
}
