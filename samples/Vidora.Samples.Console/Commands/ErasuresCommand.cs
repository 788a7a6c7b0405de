using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Vidora.Integration.Delivery;
using Vidora.Samples.Console.Reporting;

namespace Vidora.Samples.Console.Commands;

/// <summary>Lists erasures, shows a receipt, and closes requests that a person has acted on: <c>vidora erasures</c>.</summary>
internal static class ErasuresCommand
{
    public static Command Create(Terminal terminal) => new("erasures", "Show erasures and the requests that wait for a person, and close these.") { List(terminal), Close(terminal) };

    private static Command List(Terminal terminal)
    {
        var where = new HostOption("The queue file. Another process can use it.");
        var request = new Option<Guid?>("--request") { Description = "Show the receipt of this request only.", HelpName = "ID" };
        var command = new Command("list", "List receipts and requests that wait for a person, one JSON object a line.") { request };
        where.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var host = where.Client(parsed);
            var id = parsed.GetValue(request);
            if (host is not null && id is { } one)
            {
                terminal.Out.WriteJson((await host.GetAsync($"erasures/{one}", cancellationToken)));
                return ExitCode.Done;
            }

            foreach (var line in host is null ? await OfFileAsync(where.Queue(parsed), cancellationToken) : await OfHostAsync(host, cancellationToken))
            {
                if (id is null || (string?)line["request"] == id.ToString())
                {
                    terminal.Out.WriteJson(line);
                }
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command Close(Terminal terminal)
    {
        var where = new HostOption("The queue file. No other process can use it.");
        var id = new Argument<long>("NUMBER") { Description = "The number of the request that a person has acted on." };
        var command = new Command("close", "Close a request that a person has acted on. It is deleted.") { id };
        where.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var number = parsed.GetRequiredValue(id);
            using var host = where.Client(parsed);
            bool closed;
            if (host is null)
            {
                await using var store = QueueOption.Open(where.Queue(parsed), readOnly: false);
                closed = await store.CloseHeldRequestAsync(number, cancellationToken);
            }
            else
            {
                closed = (long)(await host.PostAsync("held/close", cancellationToken, ("id", number.ToString(CultureInfo.InvariantCulture))))["closed"]! == 1;
            }

            return closed ? ExitCode.Done : throw new CommandFailedException($"no request has the number {number.ToString(CultureInfo.InvariantCulture)}.");
        });
        return command;
    }

    private static async Task<IEnumerable<JsonNode>> OfHostAsync(Hosting.OperationsClient host, CancellationToken cancellationToken)
    {
        var all = await host.GetAsync("erasures", cancellationToken, ("limit", "1000"));
        return all["held"]!.AsArray().Concat(all["erasures"]!.AsArray()).Select(node => node!);
    }

    private static async Task<IEnumerable<JsonNode>> OfFileAsync(string queue, CancellationToken cancellationToken)
    {
        await using var store = QueueOption.Open(queue, readOnly: true);
        var held = await store.GetHeldRequestsAsync(limit: 1000, cancellationToken: cancellationToken);
        var receipts = await store.GetErasuresAsync(limit: 1000, cancellationToken: cancellationToken);
        return
        [
            .. held.Select(request => (JsonNode)new JsonObject
            {
                ["id"] = request.Id,
                ["reason"] = request.Reason is HeldReason.ErasureWithoutMpid ? "erasure_without_mpid" : "not_an_erasure",
                ["request"] = request.RequestId?.ToString(),
                ["received_at"] = request.ReceivedAt.UtcDateTime,
                ["age_days"] = (int)(TimeProvider.System.GetUtcNow() - request.ReceivedAt).TotalDays,
                ["content"] = Encoding.UTF8.GetString(request.Content.Span),
            }),
            .. receipts.Select(QueueReport.ToJson),
        ];
    }
}
