using System.CommandLine;
using Vidora.Integration.Emulator;
using Vidora.Samples.Console.Reporting;

namespace Vidora.Samples.Console.Commands;

/// <summary>Sends invented batches to a host as mParticle's outputs do, and compares what Vidora has of them: <c>vidora play</c>.</summary>
internal static class PlayCommand
{
    private static readonly (string Name, MParticleOutput Output)[] _outputs =
        [("webhook", MParticleOutput.Webhook), ("webhook-batches", MParticleOutput.WebhookBatches), ("firehose", MParticleOutput.Firehose)];

    public static Command Create(Terminal terminal)
    {
        var absent = new MParticlePlay { To = new Uri("http://127.0.0.1") };
        var to = AddressOption.Create("--to", "The address of the host, such as vidora serve. Without a path, the one of serve.", required: true);
        var vidora = AddressOption.Create("--vidora", "The address of the emulator that the host forwards to: its events are compared.");
        var output = new Option<string>("--output")
        {
            Description = "The output of mParticle: its webhook with each event alone or with batches, or its Firehose.", HelpName = string.Join('|', _outputs.Select(entry => entry.Name)),
            DefaultValueFactory = _ => "webhook",
        };
        output.AcceptOnlyFromAmong([.. _outputs.Select(entry => entry.Name)]);
        var batches = Number("--batches", "The number of batches.", absent.Batches);
        var rate = Number("--rate", "The batches a second. After an outage the play catches up.", absent.Rate);
        var connections = Number("--connections", "The requests under way at once.", absent.Connections);
        var users = Number("--users", "The number of users.", absent.Users);
        var duplicates = Number("--duplicates", "The share of documents that are sent twice.", absent.Duplicates);
        var late = Number("--late", "The share of batches whose events are late.", absent.Late);
        var outOfOrder = Number("--out-of-order", "The share of batches that come before an earlier one of their user.", absent.OutOfOrder);
        var erasures = Number("--erasures", "The number of users whose erasure Firehose asks for at the end.", absent.Erasures);
        var retry = Number("--retry-seconds", "How long a document is retried.", (int)absent.RetryFor.TotalSeconds);
        var seed = new Option<int?>("--seed") { Description = "The seed of ids and users. Default: a new one; the report has it.", HelpName = "N" };
        var webhook = new Option<string>("--webhook-authorization")
        {
            Description = "The whole value of the header Authorization. Prefer the variable VIDORA_WEBHOOK_AUTHORIZATION.", HelpName = "VALUE",
        };
        var firehose = new Option<string>("--firehose-token")
        {
            Description = "The token of Firehose. Prefer the variable VIDORA_FIREHOSE_TOKEN.", HelpName = "TOKEN",
        };
        var json = new Option<bool>("--json") { Description = "Write the report as JSON." };
        var command = new Command("play", "Send invented batches to a host as mParticle's outputs do: with retries, duplicates, late and out-of-order events.")
        {
            to, vidora, output, batches, rate, connections, users, duplicates, late, outOfOrder, erasures, retry, seed, webhook, firehose, json,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var kind = _outputs.First(entry => entry.Name == parsed.GetRequiredValue(output)).Output;
            return RunAsync(
                new MParticlePlay
                {
                    To = parsed.GetRequiredValue(to),
                    Vidora = WithPassword(parsed.GetValue(vidora), terminal.Variable("VIDORA_EMULATOR_PASSWORD")),
                    Output = kind,
                    Authorization = kind == MParticleOutput.Firehose
                        ? parsed.GetValue(firehose) ?? terminal.Variable("VIDORA_FIREHOSE_TOKEN")
                        : parsed.GetValue(webhook) ?? terminal.Variable("VIDORA_WEBHOOK_AUTHORIZATION"),
                    AccountKey = terminal.Variable("VIDORA_API_KEY") ?? absent.AccountKey,
                    Batches = parsed.GetValue(batches),
                    Rate = parsed.GetValue(rate),
                    Connections = parsed.GetValue(connections),
                    Users = parsed.GetValue(users),
                    Duplicates = parsed.GetValue(duplicates),
                    Late = parsed.GetValue(late),
                    OutOfOrder = parsed.GetValue(outOfOrder),
                    Erasures = parsed.GetValue(erasures),
                    RetryFor = TimeSpan.FromSeconds(parsed.GetValue(retry)),
                    Seed = parsed.GetValue(seed),
                },
                parsed.GetValue(json),
                terminal,
                cancellationToken);
        });
        return command;
    }

    private static Uri? WithPassword(Uri? emulator, string? password) => emulator is null || password is null
        ? emulator
        : new UriBuilder(emulator) { UserName = "vidora", Password = Uri.EscapeDataString(password) }.Uri;

    private static Option<T> Number<T>(string name, string description, T absent) => new(name)
    {
        Description = description, HelpName = "N", DefaultValueFactory = _ => absent,
    };

    /// <summary>Plays. Ctrl+C stops the sending, and what was sent is compared.</summary>
    private static async Task<int> RunAsync(MParticlePlay play, bool json, Terminal terminal, CancellationToken cancellationToken)
    {
        MParticlePlayResult result;
        try
        {
            result = await StepDisplay.RunAsync(
                terminal.Error, "sending", display => play.RunAsync(new PlayProgress(display), cancellationToken, CancellationToken.None));
        }
        catch (ArgumentException e)
        {
            throw CommandFailedException.Of(e);
        }
        catch (InvalidOperationException e)
        {
            throw new CommandFailedException(e.Message, ExitCode.Unreachable);
        }

        if (json)
        {
            terminal.Out.WriteJson(result.ToJson());
        }
        else
        {
            PlayReport.Write(result, terminal.Out);
        }

        return cancellationToken.IsCancellationRequested ? ExitCode.Interrupted
            : result.Requests > 0 && result.Answers.Count == 1 && result.Answers.ContainsKey(0) ? ExitCode.Unreachable
            : result.DroppedEvents + result.GivenUpEvents == 0 && (result.IsExact || !result.IsCompared) ? ExitCode.Done
            : ExitCode.Partly;
    }

    private sealed class PlayProgress(StepDisplay display) : IProgress<MParticlePlayResult>
    {
        public void Report(MParticlePlayResult value) => display.Show(
            value.Batches < value.PlannedBatches ? "sending" : "comparing", (double)value.Batches / value.PlannedBatches);
    }
}
