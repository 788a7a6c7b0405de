using System.CommandLine;
using System.Text.Json.Nodes;
using Vidora.Integration;
using Vidora.Samples.Console.Checking;
using Vidora.Samples.Console.Input;
using Vidora.Samples.Console.Reporting;

namespace Vidora.Samples.Console.Commands;

/// <summary>Says which event types, platforms and context arrive, and which setting of mParticle is probably missing: <c>vidora check events</c>.</summary>
internal static class CheckCommand
{
    private const int MaxQueued = 100_000;

    public static Command Create(Terminal terminal)
    {
        var emulator = AddressOption.Create("--emulator", "The address of an emulator that has received the events.");
        var queue = QueueOption.Create("A queue file with events that wait. It may be in use; the last 100,000 events are read.", required: false);
        var paths = new Argument<string[]>("PATH")
        {
            Description = "Files and folders of mParticle batches, plain or gzip.", Arity = ArgumentArity.ZeroOrMore,
        };
        var json = new Option<bool>("--json") { Description = "Write the result as JSON." };
        var events = new Command("events", "Say which event types, platforms and context were seen, and what to tick in mParticle.") { paths, emulator, queue, json };
        events.Validators.Add(result =>
        {
            var sources = (result.GetValue(paths)!.Length > 0 ? 1 : 0) + (result.GetValue(emulator) is null ? 0 : 1) + (result.GetValue(queue) is null ? 0 : 1);
            if (sources != 1)
            {
                result.AddError("Use one of --emulator, --queue and paths");
            }
        });
        events.SetAction(async (parsed, cancellationToken) =>
        {
            var check = new EventCheck();
            var source = parsed.GetValue(emulator) is { } address
                ? EmulatedEvents.ReadAsync(address, terminal.Variable("VIDORA_EMULATOR_PASSWORD"), cancellationToken)
                : parsed.GetValue(queue) is { } file
                    ? WaitingAsync(file, cancellationToken)
                    : ArchivedAsync(parsed.GetRequiredValue(paths), terminal, cancellationToken);
            await foreach (var item in source)
            {
                check.Add(item);
            }

            Write(check, parsed.GetValue(json), terminal);
            return check.IsWhole ? ExitCode.Done : ExitCode.Partly;
        });
        return new Command("check", "Check what arrives from mParticle.") { events };
    }

    private static async IAsyncEnumerable<VidoraEvent> WaitingAsync(
        string file, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var store = QueueOption.Open(file, readOnly: true);
        foreach (var item in await store.GetWaitingEventsAsync(MaxQueued, cancellationToken))
        {
            yield return item;
        }
    }

    /// <summary>Maps an archive of any environment, because its boxes are the question.</summary>
    private static async IAsyncEnumerable<VidoraEvent> ArchivedAsync(
        string[] paths, Terminal terminal, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var files = InputFile.List(paths).Select(input => input.Name).ToList();
        var mapper = new MParticleEventMapper(new VidoraMappingOptions { Environments = [.. VidoraMappingOptions.AllEnvironments] });
        var reading = new BatchReading(files, MParticleFormat.Auto, mapper, terminal);
        await foreach (var (_, result) in reading.RunAsync(cancellationToken))
        {
            foreach (var item in result.Events)
            {
                yield return item;
            }
        }

        reading.Errors.Close();
    }

    private static void Write(EventCheck check, bool json, Terminal terminal)
    {
        if (json)
        {
            terminal.Out.WriteJson(ToJson(check));
            return;
        }

        var table = new SummaryTable("", "events");
        foreach (var group in check.Rows.GroupBy(row => row.Sort.Group))
        {
            table.Group(group.Key, $"{Numbers.Text(group.Count(row => row.Seen > 0))} of {Numbers.Text(group.Count())} seen");
            foreach (var (sort, seen) in group)
            {
                table.Row(sort.Name, seen == 0 ? "not seen" : Numbers.Text(seen));
            }
        }

        table.WriteTo(terminal.Out);
        foreach (var (sort, _) in check.Rows.Where(row => row.Seen == 0))
        {
            terminal.Out.WriteUnbroken($"{sort.Name}: {sort.Advice}.");
        }

        terminal.Out.WriteUnbroken(check.Events == 0 ? "No event was seen."
            : check.Rows.All(row => row.Seen > 0) ? $"Everything was seen, in {Numbers.Count(check.Events, "event", "events")}."
            : check.IsWhole ? $"Every event type and all context was seen, in {Numbers.Count(check.Events, "event", "events")}."
            : $"Not everything was seen, in {Numbers.Count(check.Events, "event", "events")}. The page MPARTICLE.md says what to tick for each output.");
    }

    private static JsonObject ToJson(EventCheck check) => new()
    {
        ["events"] = check.Events,
        ["whole"] = check.IsWhole,
        ["rows"] = new JsonArray([.. check.Rows.Select(row => (JsonNode)new JsonObject
        {
            ["group"] = row.Sort.Group, ["name"] = row.Sort.Name, ["events"] = row.Seen, ["advice"] = row.Seen == 0 ? row.Sort.Advice : null,
        })]),
    };
}
