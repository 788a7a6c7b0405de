using System.CommandLine;
using Vidora.Integration;
using Vidora.Samples.Console.Input;
using Vidora.Samples.Console.Reporting;
using Vidora.Samples.Console.Sending;

namespace Vidora.Samples.Console.Commands;

/// <summary>Maps batches and sends the events: <c>vidora send</c>.</summary>
internal static class SendCommand
{
    public static Command Create(Terminal terminal)
    {
        var input = new InputOptions(isRequired: false);
        var season = new Option<bool>("--season") { Description = "Send 90 days of an invented shop, made on the fly, instead of files: enough for pipelines to learn from." };
        var to = AddressOption.Create("--to", "The address of Vidora or an emulator.", required: true);
        var keys = new KeyOptions();
        var json = JsonOption.Create();
        var command = new Command("send", "Map mParticle batches and send the events to Vidora.") { to, season, json };
        input.AddTo(command);
        keys.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            parsed, input, parsed.GetValue(season), parsed.GetRequiredValue(to), keys, parsed.GetValue(json), terminal, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        ParseResult parsed, InputOptions input, bool season, Uri to, KeyOptions keys, bool json, Terminal terminal, CancellationToken cancellationToken)
    {
        var files = input.Files(parsed);
        if (season == files.Count > 0)
        {
            throw new CommandFailedException(season ? "--season takes no files." : "there is nothing to send. Name files, or use --season.");
        }

        var options = new VidoraOptions
        {
            BaseAddress = to,
            AllowHttp = keys.AllowsHttp(parsed),
            ApiKey = keys.RequiredKey(parsed, terminal, to),
            ApiSecret = keys.Secret(parsed, terminal),
        };
        input.Apply(parsed, options.Mapping);
        using var account = VidoraAccount.Create(options);
        var mapper = new MParticleEventMapper(options.Mapping);
        var reading = season ? new BatchReading(SeasonDocuments.Create(), mapper, terminal) : new BatchReading(files, input.Format(parsed), mapper, terminal);
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
            // Reports the accepted events after Ctrl+C too.
            reading.Errors.Close();
            if (json)
            {
                terminal.Out.WriteJson(SummaryJson.Of(reading.Summary, sending));
            }
            else
            {
                SendingReport.Write(reading.Summary, sending, terminal.Out);
            }
        }

        if (sending.WhyStopped is { } why)
        {
            throw new CommandFailedException(why, sending.IsAccountFault ? ExitCode.WrongUse : ExitCode.Unreachable);
        }

        return reading.Summary.Unreadable == 0 && sending.NotAccepted.Count == 0 ? ExitCode.Done : ExitCode.Partly;
    }
}
