using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using Spectre.Console;
using Vidora.Integration.Delivery;
using Vidora.Integration;
using Vidora.Samples.Console.Reporting;

namespace Vidora.Samples.Console.Commands;

/// <summary><c>vidora queue</c>: looks at a queue file, and takes care of what died in it.</summary>
internal static class QueueCommand
{
    private const int PageSize = 500;

    public static Command Create(Terminal terminal) => new("queue", "Look at a queue file, and take care of what died in it.")
    {
        Status(terminal),
        Dead(terminal),
        Redrive(terminal),
        Purge(terminal),
    };

    private static Command Status(Terminal terminal)
    {
        var queue = QueueOption.Create("The queue file. It may be in use.");
        var command = new Command("status", "Count what is in the file.") { queue };
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
        var queue = QueueOption.Create("The queue file. It may be in use.");
        var filter = new DeadLetterOptions();
        var limit = new Option<int>("--limit") { Description = "How many at most, the oldest first.", HelpName = "COUNT", DefaultValueFactory = _ => 100 };
        var json = new Option<bool>("--json") { Description = "Write the events themselves, one a line." };
        var command = new Command("dead", "List the events that will not be sent again by themselves.") { queue, limit, json };
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

    private static Command Redrive(Terminal terminal)
    {
        var queue = QueueOption.Create("The queue file. It must not be in use.");
        var filter = new DeadLetterOptions();
        var command = new Command("redrive", "Put dead letters back into the queue, to be sent by the next vidora serve.") { queue };
        filter.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = QueueOption.Open(parsed.GetRequiredValue(queue), readOnly: false);
            var moved = await store.RedriveAsync(filter.Filter(parsed), cancellationToken);
            terminal.Out.WriteUnbroken($"{Numbers.Count(moved, "dead letter is", "dead letters are")} in the queue again.");
            return ExitCode.Done;
        });
        return command;
    }

    private static Command Purge(Terminal terminal)
    {
        var queue = QueueOption.Create("The queue file. It must not be in use.");
        var filter = new DeadLetterOptions();
        var command = new Command("purge", "Delete dead letters. There is no way back.") { queue };
        filter.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            await using var store = QueueOption.Open(parsed.GetRequiredValue(queue), readOnly: false);
            var purged = await store.PurgeDeadLettersAsync(filter.Filter(parsed), cancellationToken);
            terminal.Out.WriteUnbroken($"{Numbers.Count(purged, "dead letter was", "dead letters were")} deleted.");
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
