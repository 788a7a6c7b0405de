using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Vidora.Integration;
using Vidora.Integration.Delivery;
using Vidora.Samples.Console.Reporting;
using Vidora.Samples.Console.Sending;

namespace Vidora.Samples.Console.Commands;

/// <summary>Forgets users in the queue file and at Vidora: <c>vidora forget</c>.</summary>
internal static class ForgetCommand
{
    public static Command Create(Terminal terminal)
    {
        var mpids = new Argument<string[]>("MPID") { Description = "The mParticle ids of the users.", Arity = ArgumentArity.OneOrMore };
        var where = new HostOption("The queue file. No other process can use it.");
        var to = AddressOption.Create("--to", "The address of Vidora for the erasure. Default: none, and the next vidora serve on the queue sends the erasure.");
        var checkpoints = new Option<string[]>("--checkpoint")
        {
            Description = "A checkpoint of a replay, whose refused events of the users are removed too. You can use it several times.",
            HelpName = "FILE",
        };
        var keys = new KeyOptions("The key of the Vidora account.", "The secret of the Vidora account. Every erasure is signed.");
        var json = JsonOption.Create("Write the receipt as one JSON object. A host always answers so.");
        var command = new Command("forget", "Forget users: remove their data, refuse their events from now on, and send the erasure to Vidora.") { mpids, to, checkpoints, json };
        where.AddTo(command);
        keys.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var users = Users(parsed.GetRequiredValue(mpids));
            using var host = where.Client(parsed);
            if (host is not null)
            {
                terminal.Out.WriteJson((await host.PostAsync("erasures", cancellationToken, ("user", string.Join(',', users)))));
                ForgetRefused(parsed.GetValue(checkpoints) ?? [], users, terminal.Error);
                return ExitCode.Done;
            }

            var queue = where.Queue(parsed);
            using var account = parsed.GetValue(to) is { } address
                ? VidoraAccount.Create(new VidoraOptions
                {
                    BaseAddress = address,
                    AllowHttp = keys.AllowsHttp(parsed),
                    ApiKey = keys.Key(parsed, terminal),
                    ApiSecret = keys.Secret(parsed, terminal)
                        ?? throw new CommandFailedException("no API secret; set the variable VIDORA_API_SECRET, or use --api-secret."),
                })
                : null;
            await using var store = QueueOption.Open(queue, readOnly: false);
            var receipt = await store.ForgetAsync(Guid.NewGuid(), users, cancellationToken);
            if (parsed.GetValue(json))
            {
                ForgetRefused(parsed.GetValue(checkpoints) ?? [], users, terminal.Error);
                if (account is not null)
                {
                    await AskAsync(account.Client, store, receipt, cancellationToken);
                }

                receipt = (await store.GetErasuresAsync(cancellationToken: CancellationToken.None)).First(one => one.RequestId == receipt.RequestId);
                terminal.Out.WriteJson(QueueReport.ToJson(receipt));
                return ExitCode.Done;
            }

            terminal.Out.WriteUnbroken(
                $"Erasure {receipt.RequestId}: {Numbers.Count(receipt.UserIds.Count, "user is", "users are")} forgotten here. Removed: "
                + $"{Numbers.Count(receipt.PurgedEvents, "event", "events")} from the queue, "
                + $"{Numbers.Count(receipt.PurgedDeadLetters, "dead letter", "dead letters")}, "
                + $"{Numbers.Count(receipt.PurgedQuarantineItems, "item", "items")} from the quarantine.");
            ForgetRefused(parsed.GetValue(checkpoints) ?? [], users, terminal.Out);
            if (account is null)
            {
                terminal.Out.WriteUnbroken("Vidora is asked when vidora serve runs on this queue.");
                return ExitCode.Done;
            }

            await AskAsync(account.Client, store, receipt, cancellationToken);
            terminal.Out.WriteUnbroken("Vidora has the request.");
            return ExitCode.Done;
        });
        return command;
    }

    /// <summary>Removes the users' refused events from the checkpoints of replays.</summary>
    private static void ForgetRefused(string[] checkpoints, IReadOnlyCollection<string> users, IAnsiConsole console)
    {
        foreach (var checkpoint in checkpoints)
        {
            var removed = File.Exists(checkpoint)
                ? VidoraReplay.ForgetRefused(checkpoint, users)
                : throw new CommandFailedException($"there is no checkpoint \"{checkpoint}\".");
            console.WriteUnbroken($"Removed: {Numbers.Count(removed, "refused event", "refused events")} from the checkpoint {checkpoint}.");
        }
    }

    private static async Task AskAsync(VidoraClient client, DeliveryStore store, ErasureReceipt receipt, CancellationToken cancellationToken)
    {
        try
        {
            await client.RequestErasureAsync(receipt.UserIds, receipt.RequestId, cancellationToken);
        }
        catch (VidoraApiException e)
        {
            throw new CommandFailedException(
                $"{e.Message} The erasure stays in the queue; vidora serve sends it again.", e.IsAccountFault ? ExitCode.WrongUse : ExitCode.Unreachable);
        }

        await store.CompleteErasureAsync(receipt.RequestId, CancellationToken.None);
    }

    private static List<string> Users(IEnumerable<string> mpids)
    {
        var users = new List<string>();
        foreach (var mpid in mpids)
        {
            if (!long.TryParse(mpid, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var id) || id == 0)
            {
                throw new CommandFailedException($"\"{mpid}\" is no MPID; an MPID is a whole number such as -7346244611012968789.");
            }

            users.Add(id.ToString(CultureInfo.InvariantCulture));
        }

        return users;
    }
}
