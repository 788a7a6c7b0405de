using System.CommandLine;
using Vidora.Integration.Delivery;
using Vidora.Samples.Console.Hosting;
using Vidora.Samples.Console.Reporting;

namespace Vidora.Samples.Console.Commands;

/// <summary>Receives from mParticle and forwards to Vidora until it is stopped: <c>vidora serve</c>.</summary>
internal static class ServeCommand
{
    private static readonly Uri _defaultAddress = new("http://127.0.0.1:8481");

    public static Command Create(Terminal terminal)
    {
        var listen = AddressOption.Create("--listen", "The address to listen at. Port 0 selects a free port.");
        listen.DefaultValueFactory = _ => _defaultAddress;
        var to = AddressOption.Create("--to", "The address of Vidora or an emulator.", required: true);
        var queue = QueueOption.Create("The file that keeps accepted events until Vidora accepts them. The command creates it.");
        var webhook = new Option<string>("--webhook-authorization")
        {
            Description = "The whole value of the header Authorization that mParticle's webhook sends. Prefer the variable VIDORA_WEBHOOK_AUTHORIZATION.",
            HelpName = "VALUE",
        };
        var firehose = new Option<string>("--firehose-token")
        {
            Description = "The token that mParticle's Firehose sends. Prefer the variable VIDORA_FIREHOSE_TOKEN.", HelpName = "TOKEN",
        };
        var operators = new Option<string>("--operator-credential")
        {
            Description = "The credential of operators, for the page and the commands with --host. Prefer the variable VIDORA_OPERATOR_CREDENTIAL. Default: none, and no operations.",
            HelpName = "VALUE",
        };
        var service = new ServiceOptions();
        var keys = new KeyOptions();
        var command = new Command("serve", "Receive from mParticle's webhook and Firehose, and forward to Vidora, until you stop it.")
        {
            listen, to, queue, webhook, firehose, operators,
        };
        keys.AddTo(command);
        service.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var address = parsed.GetRequiredValue(to);
            var settings = new ServeSettings
            {
                Listen = parsed.GetRequiredValue(listen) is { PathAndQuery: "/" } root
                    ? root
                    : throw new CommandFailedException("--listen takes an address without a path, such as http://127.0.0.1:8481."),
                To = address,
                AllowHttp = keys.AllowsHttp(parsed),
                QueueFile = parsed.GetRequiredValue(queue),
                WebhookAuthorization = parsed.GetValue(webhook) ?? terminal.Variable("VIDORA_WEBHOOK_AUTHORIZATION"),
                FirehoseToken = parsed.GetValue(firehose) ?? terminal.Variable("VIDORA_FIREHOSE_TOKEN"),
                OperatorCredential = parsed.GetValue(operators),
                Mapping = service.Mapping(parsed),
                LogsJson = service.LogsJson(parsed),
                ExportsTelemetry = terminal.Variable("OTEL_EXPORTER_OTLP_ENDPOINT") is not null,
                Configuration = service.Configuration(parsed),
                ApiKey = keys.RequiredKey(parsed, terminal, address),
                ApiSecret = keys.Secret(parsed, terminal),
            };
            if (settings.IsAnonymous && !settings.Listen.IsLoopback)
            {
                throw new CommandFailedException(
                    $"--listen is {settings.Listen}, which other machines can reach, and callers need no credential. "
                    + "Set VIDORA_WEBHOOK_AUTHORIZATION or VIDORA_FIREHOSE_TOKEN, or use --listen http://127.0.0.1:8481.");
            }

            return RunAsync(settings, service.WritesJson(parsed), terminal, cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(ServeSettings settings, bool json, Terminal terminal, CancellationToken cancellationToken)
    {
        await using var host = await ServeHost.StartAsync(settings, cancellationToken);
        var before = await host.Forwarder.GetStatusAsync(cancellationToken);
        var firstId = host.Forwarder.Store.LastId;
        WriteStart(settings, host, before, terminal);
        if (host.Operations is { } operations)
        {
            HostFile.Write(settings.QueueFile, operations);
        }

        await Task.Delay(Timeout.Infinite, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await host.StopAsync();
        HostFile.Delete(settings.QueueFile);
        WriteEnd(await host.Forwarder.GetStatusAsync(CancellationToken.None), host.Forwarder.Store.LastId - firstId, json, terminal);
        return ExitCode.Done;
    }

    private static void WriteStart(ServeSettings settings, ServeHost host, ForwardingStatus status, Terminal terminal)
    {
        terminal.Out.WriteUnbroken($"Receiving at {host.Address} and forwarding to {settings.To}. Ctrl+C stops it.");
        if (settings.IsAnonymous || settings.WebhookAuthorization is not null || settings.Configuration is not null)
        {
            terminal.Out.WriteUnbroken($"  POST {new Uri(host.Address, "mparticle/batches")}   mParticle's webhook: one batch, a list, or one a line");
        }

        if (settings.IsAnonymous || settings.FirehoseToken is not null || settings.Configuration is not null)
        {
            terminal.Out.WriteUnbroken($"  POST {new Uri(host.Address, "mparticle/firehose")}  mParticle's Firehose");
        }

        terminal.Out.WriteUnbroken($"  GET  {new Uri(host.Address, "health")}              the health in one sentence; /alive and /ready for an orchestrator");
        if (host.Operations is { } operations)
        {
            terminal.Out.WriteUnbroken($"  GET  {operations}              the operations page; use it with --host too");
        }

        terminal.Out.WriteUnbroken($"Queue: {Path.GetFullPath(settings.QueueFile)}. {Numbers.Count(status.Store.Events, "event waits", "events wait")} in it.");
        terminal.Out.WriteUnbroken(settings.IsAnonymous
            ? "Callers on this machine need no credential. Set VIDORA_WEBHOOK_AUTHORIZATION or VIDORA_FIREHOSE_TOKEN to receive from others."
            : "Callers must send the header Authorization with the given credential.");
    }

    private static void WriteEnd(ForwardingStatus status, long accepted, bool json, Terminal terminal)
    {
        if (json)
        {
            var summary = QueueReport.ToJson(status);
            summary["accepted_events"] = accepted;
            terminal.Out.WriteJson(summary);
            return;
        }

        terminal.Out.WriteUnbroken($"Stopped. {Numbers.Count(accepted, "event", "events")} accepted since the start.");
        var table = new SummaryTable("", "events");
        QueueReport.AddOutcomesTo(table, status);
        QueueReport.AddTo(table, status.Store);
        table.WriteTo(terminal.Out);
    }
}
