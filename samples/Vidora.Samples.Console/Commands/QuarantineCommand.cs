using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Vidora.Integration.Delivery;
using Vidora.Samples.Console.Reporting;

namespace Vidora.Samples.Console.Commands;

/// <summary>Lists and purges the quarantine, and releases items of a running host: <c>vidora quarantine</c>.</summary>
internal static class QuarantineCommand
{
    private const int PageSize = 500;

    public static Command Create(Terminal terminal) => new("quarantine", "Show the quarantine, accept its items again, or delete them.")
    {
        List(terminal), Change("release", "Accept items again, such as after a correction of the mapping. Needs --host.", terminal), Change("purge", "Delete items for good.", terminal),
    };

    private static Command List(Terminal terminal)
    {
        var where = new HostOption("The queue file. Another process can use it.");
        var command = new Command("list", "List the items, one JSON object a line. A host masks the values in the content.");
        where.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var host = where.Client(parsed);
            if (host is null)
            {
                await using var store = QueueOption.Open(where.Queue(parsed), readOnly: true);
                for (var (last, more) = (0L, true); more;)
                {
                    var page = await store.GetQuarantineAsync(last, PageSize, cancellationToken);
                    foreach (var item in page)
                    {
                        terminal.Out.WriteJson(new JsonObject
                        {
                            ["id"] = item.Id,
                            ["reason"] = JsonNamingPolicy.SnakeCaseLower.ConvertName(item.Reason.ToString()),
                            ["received_at"] = item.ReceivedAt.UtcDateTime,
                            ["bytes"] = item.Content.Length,
                        });
                        last = item.Id;
                    }

                    more = page.Count > 0;
                }

                return ExitCode.Done;
            }

            for (var (last, more) = (0L, true); more;)
            {
                var page = (await host.GetAsync("quarantine", cancellationToken, ("after", Text(last)), ("limit", Text(PageSize))))["quarantine"]!.AsArray();
                foreach (var item in page)
                {
                    terminal.Out.WriteJson(item!);
                    last = (long)item!["id"]!;
                }

                more = page.Count > 0;
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command Change(string name, string description, Terminal terminal)
    {
        var where = new HostOption("The queue file. No other process can use it.");
        var ids = new Option<long[]>("--id") { Description = "Select items by number. Default: all.", HelpName = "NUMBER", AllowMultipleArgumentsPerToken = true };
        var yes = new Option<bool>("--yes") { Description = "Delete without showing what." };
        var command = new Command(name, description) { ids };
        where.AddTo(command);
        if (name == "purge")
        {
            command.Options.Add(yes);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            var numbers = parsed.GetValue(ids) ?? [];
            using var host = where.Client(parsed);
            var isSure = name != "purge" || parsed.GetValue(yes);
            if (host is not null)
            {
                if (!isSure)
                {
                    var items = (long)(await host.GetAsync("status", cancellationToken))["accounts"]![0]!["quarantine_items"]!;
                    throw Unsure(numbers.Length == 0 ? items : numbers.Length);
                }

                var which = numbers.Length == 0 ? ("all", "true") : ("id", (string?)string.Join(',', numbers.Select(Text)));
                terminal.Out.WriteJson((await host.PostAsync($"quarantine/{name}", cancellationToken, [which])));
                return ExitCode.Done;
            }

            if (name == "release" || numbers.Length > 0)
            {
                throw new CommandFailedException("this needs a running host; use --host, or purge all items of a file.");
            }

            await using var store = QueueOption.Open(where.Queue(parsed), readOnly: !isSure);
            if (!isSure)
            {
                throw Unsure((await store.GetStatusAsync(cancellationToken)).QuarantineItems);
            }

            terminal.Out.WriteJson(new JsonObject { ["purged"] = await store.PurgeQuarantineAsync(cancellationToken: cancellationToken) });
            return ExitCode.Done;
        });
        return command;

        static CommandFailedException Unsure(long items) =>
            new($"this would delete {Numbers.Count(items, "item", "items")} for good; see vidora quarantine list. Use --yes to delete {(items == 1 ? "it" : "them")}.");
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
