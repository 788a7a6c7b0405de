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
        var queue = QueueOption.Create("The queue file. Another process can use it.");
        var command = new Command("status", "Count the content of the file.") { queue };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = QueueOption.Open(parsed.GetRequiredValue(queue), readOnly: true);
            var status = await store.GetStatusAsync(cancellationToken);
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

    private static Command Dead(Terminal terminal)
    {
        var queue = QueueOption.Create("The queue file. Another process can use it.");
        var filter = new DeadLetterOptions();
        var limit = new Option<int>("--limit") { Description = "The maximum number to list, the oldest first.", HelpName = "COUNT", DefaultValueFactory = _ => 100 };
        var json = new Option<bool>("--json") { Description = "Write the events as JSON, one a line." };
        var command = new Command("dead", "List the dead letters, which are not sent again until you re-drive them.") { queue, limit, json };
        filter.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = QueueOption.Open(parsed.GetRequiredValue(queue), readOnly: true);
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
        var queue = QueueOption.Create("The queue file. No other process can use it.");
        var filter = new DeadLetterOptions();
        var command = new Command(name, description) { queue };
        filter.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = QueueOption.Open(parsed.GetRequiredValue(queue), readOnly: false);
            terminal.Out.WriteUnbroken(report(await change(store, filter.Filter(parsed), cancellationToken)));
            return ExitCode.Done;
        });
        return command;
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
