using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using Spectre.Console;
using Vidora.Integration;
using Vidora.Integration.Delivery;
using Vidora.Samples.Console.Reporting;

namespace Vidora.Samples.Console.Commands;

/// <summary>Shows a queue file, and re-drives or purges its dead letters: <c>vidora queue</c>.</summary>
internal static class QueueCommand
{
    private const int PageSize = 500;

    public static Command Create(Terminal terminal) => new("queue", "Show a queue file, and re-drive or purge its dead letters.")
    {
        Status(terminal),
        Dead(terminal),
        Order("pause", "Pause sending of a running host. It still accepts events.", terminal),
        Order("resume", "Resume sending of a running host.", terminal),
        Order("flush", "Wait until a running host has sent everything that it accepted, at most 10 s.", terminal),
        Change(
            "redrive",
            "Put dead letters back into the queue. The next vidora serve sends them.",
            (store, filter, cancellationToken) => store.RedriveAsync(filter, cancellationToken),
            count => $"{Numbers.Count(count, "dead letter is", "dead letters are")} in the queue again.",
            terminal),
        Change(
            "purge",
            "Delete dead letters for good.",
            (store, filter, cancellationToken) => store.PurgeDeadLettersAsync(filter, cancellationToken),
            count => $"{Numbers.Count(count, "dead letter was", "dead letters were")} deleted.",
            terminal),
    };

    private static Command Status(Terminal terminal)
    {
        var where = new HostOption("The queue file. Another process can use it.");
        var json = new Option<bool>("--json") { Description = "Write the counts as JSON. A host always answers so." };
        var command = new Command("status", "Count the content of the file, or of a running host.") { json };
        where.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var host = where.Client(parsed);
            if (host is not null)
            {
                terminal.Out.WriteJson((await host.GetAsync("status", cancellationToken)));
                return ExitCode.Done;
            }

            await using var store = QueueOption.Open(where.Queue(parsed), readOnly: true);
            var status = await store.GetStatusAsync(cancellationToken);
            if (parsed.GetValue(json))
            {
                terminal.Out.WriteJson(QueueReport.ToJson(status));
                return ExitCode.Done;
            }

            var table = new SummaryTable("", "count");
            QueueReport.AddTo(table, status);
            table.WriteTo(terminal.Out);
            if (status.OldestAcceptedAt is { } oldest)
            {
                terminal.Out.WriteUnbroken(string.Create(CultureInfo.InvariantCulture, $"The oldest event was accepted at {oldest:yyyy-MM-dd HH:mm:ss} UTC."));
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command Order(string name, string description, Terminal terminal)
    {
        var where = new HostOption("Not used: this needs --host.");
        var command = new Command(name, description);
        where.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var host = where.Client(parsed) ?? throw new CommandFailedException("this needs a running host; use --host.");
            terminal.Out.WriteJson((await host.PostAsync(name, cancellationToken)));
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Dead(Terminal terminal)
    {
        var where = new HostOption("The queue file. Another process can use it.");
        var filter = new DeadLetterOptions();
        var limit = new Option<int>("--limit") { Description = "The maximum number to list, the oldest first.", HelpName = "COUNT", DefaultValueFactory = _ => 100 };
        var json = new Option<bool>("--json") { Description = "Write the events as JSON, one a line." };
        var command = new Command("dead", "List the dead letters, which are not sent again until you re-drive them.") { limit, json };
        where.AddTo(command);
        filter.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var host = where.Client(parsed);
            if (host is not null)
            {
                foreach (var letter in (await host.GetAsync("dead", cancellationToken, [.. filter.Query(parsed), ("limit", parsed.GetValue(limit).ToString(CultureInfo.InvariantCulture))]))["dead_letters"]!.AsArray())
                {
                    terminal.Out.WriteJson((parsed.GetValue(json) ? letter!["event"]! : letter!));
                }

                return ExitCode.Done;
            }

            await using var store = QueueOption.Open(where.Queue(parsed), readOnly: true);
            var letters = ListAsync(store, filter.Filter(parsed), Math.Max(1, parsed.GetValue(limit)), cancellationToken);
            if (parsed.GetValue(json))
            {
                await foreach (var letter in letters)
                {
                    await terminal.Output.WriteAsync(letter.Utf8Json, cancellationToken);
                    terminal.Output.WriteByte((byte)'\n');
                }
            }
            else
            {
                terminal.Out.Write(await ToTableAsync(letters));
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command Change(
        string name,
        string description,
        Func<DeliveryStore, DeadLetterFilter, CancellationToken, Task<long>> change,
        Func<long, string> report,
        Terminal terminal)
    {
        var where = new HostOption("The queue file. No other process can use it.");
        var filter = new DeadLetterOptions();
        var yes = new Option<bool>("--yes") { Description = "Delete without showing what." };
        var command = new Command(name, description);
        where.AddTo(command);
        filter.AddTo(command);
        if (name == "purge")
        {
            command.Options.Add(yes);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var host = where.Client(parsed);
            var isSure = name != "purge" || parsed.GetValue(yes);
            if (host is not null)
            {
                if (!isSure)
                {
                    throw Unsure(Describe((await host.GetAsync("status", cancellationToken))["accounts"]![0]!["dead_letters_by_reason"]!.AsObject().Select(entry => (entry.Key, (long)entry.Value!))));
                }

                var query = filter.Query(parsed);
                var changed = (long)(await host.PostAsync($"dead/{name}", cancellationToken, query.Count == 0 ? [("all", "true")] : query))["changed"]!;
                terminal.Out.WriteUnbroken(report(changed));
                return ExitCode.Done;
            }

            await using var store = QueueOption.Open(where.Queue(parsed), readOnly: !isSure);
            if (!isSure)
            {
                var letters = ListAsync(store, filter.Filter(parsed), int.MaxValue, cancellationToken);
                var byReason = new SortedDictionary<string, long>(StringComparer.Ordinal);
                await foreach (var letter in letters)
                {
                    byReason[letter.Reason] = byReason.GetValueOrDefault(letter.Reason) + 1;
                }

                throw Unsure(Describe(byReason.Select(entry => (entry.Key, entry.Value))));
            }

            terminal.Out.WriteUnbroken(report(await change(store, filter.Filter(parsed), cancellationToken)));
            return ExitCode.Done;
        });
        return command;

        static CommandFailedException Unsure(string what) => new($"this would delete for good: {(what.Length == 0 ? "nothing" : what)}. Use --yes to delete it.");

        static string Describe(IEnumerable<(string Reason, long Count)> counts) => string.Join(", ", counts.Select(entry => $"{Numbers.Text(entry.Count)} {entry.Reason}"));
    }

    private static async Task<Table> ToTableAsync(IAsyncEnumerable<DeadLetter> letters)
    {
        var table = new Table { Border = TableBorder.Simple, UseSafeBorder = false };
        table.AddColumns("number", "died (UTC)", "attempts", "reason", "user", "type");
        await foreach (var letter in letters)
        {
            table.AddRow(
                new Text(letter.Id.ToString(CultureInfo.InvariantCulture)),
                new Text(letter.DiedAt.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)),
                new Text(letter.Attempts.ToString(CultureInfo.InvariantCulture)),
                new Text(letter.Reason),
                new Text(SafeText.Cell(letter.UserId)),
                new Text(SafeText.Cell(VidoraEvent.Parse(letter.Utf8Json).Type)));
        }

        return table;
    }

    private static async IAsyncEnumerable<DeadLetter> ListAsync(
        DeliveryStore store, DeadLetterFilter filter, int limit, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        IReadOnlyList<DeadLetter> page;
        long last = 0;
        do
        {
            page = await store.GetDeadLettersAsync(filter, last, Math.Min(limit, PageSize), cancellationToken);
            foreach (var letter in page)
            {
                last = letter.Id;
                yield return letter;
            }

            limit -= page.Count;
        }
        while (limit > 0 && page.Count > 0);
    }
}
