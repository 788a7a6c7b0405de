using Spectre.Console;
using Vidora.Integration.Configuration;
using Vidora.Integration.Emulator;
using Vidora.Integration.Mapping;
using Vidora.Integration.MParticle.Json;
using Vidora.Samples.Console.Input;
using Vidora.Samples.Console.Reporting;
using Vidora.Samples.Console.Sending;

namespace Vidora.Samples.Console.Commands;

/// <summary>No command: the bundled batches of an invented shop go through to an emulator in this process.</summary>
internal static class DemoCommand
{
    public static async Task<int> RunAsync(Terminal terminal, CancellationToken cancellationToken)
    {
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "data"), "*.jsonl").Order(StringComparer.Ordinal).ToArray();
        await using var emulator = await EmulatorStart.StartAsync(_ => { }, cancellationToken);
        terminal.Out.WriteLine("Two weeks of an invented shop: from mParticle batches to Vidora events to an emulator on this machine.");
        using var account = VidoraAccount.Create(new VidoraOptions { BaseAddress = emulator.Address, ApiKey = emulator.ApiKey });
        var reading = new BatchReading(files, MParticleFormat.Auto, new MParticleEventMapper(), terminal);
        var sending = new EventSending(account.Client, TimeProvider.System);
        await SendAsync(reading, sending, await CountLinesAsync(files, cancellationToken), terminal, cancellationToken);
        return Report(reading.Summary, sending, emulator.GetState(), terminal.Out) ? ExitCode.Done : ExitCode.WrongUse;
    }

    private static async Task SendAsync(BatchReading reading, EventSending sending, long documents, Terminal terminal, CancellationToken cancellationToken)
    {
        async Task SendAllAsync(Action onBatch)
        {
            await foreach (var (_, result) in reading.RunAsync(cancellationToken))
            {
                await sending.AddAsync(result.Events, cancellationToken);
                onBatch();
            }

            await sending.CompleteAsync(cancellationToken);
        }

        if (!terminal.Out.Profile.Capabilities.Interactive)
        {
            await SendAllAsync(() => { });
            return;
        }

        await terminal.Out.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(async progress =>
            {
                var task = progress.AddTask("Sending", maxValue: documents);
                await SendAllAsync(() => task.Increment(1));
            });
    }

    private static bool Report(RunSummary summary, EventSending sending, EmulatorState state, IAnsiConsole console)
    {
        var table = new SummaryTable("", "count", "received");
        MappingReport.AddInput(table, summary);
        MappingReport.AddRemarks(table, summary);
        table.Group("Vidora events", Numbers.Text(summary.VidoraEvents), Numbers.Text(state.Valid));
        foreach (var (type, count) in summary.ByType.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal))
        {
            table.Row(type, Numbers.Text(count), Numbers.Text(state.ByType.GetValueOrDefault(type)));
        }

        foreach (var (reason, count) in sending.NotAccepted)
        {
            table.Row($"not accepted: {reason}", Numbers.Text(count), "");
        }

        if (state.Invalid > 0)
        {
            table.Row("invalid", "", Numbers.Text(state.Invalid));
        }

        table.WriteTo(console);
        var notForwarded = summary.NotForwarded.Values.Sum();
        var isRead = summary is { AddsUp: true, Unreadable: 0 };
        var isReceived = summary.VidoraEvents == state.Valid && state.Invalid == 0
            && summary.ByType.All(pair => state.ByType.GetValueOrDefault(pair.Key) == pair.Value);
        Say(
            console,
            isRead,
            $"{Numbers.Text(summary.InputEvents)} events in = {Numbers.Text(summary.ForwardedInputEvents)} forwarded + {Numbers.Text(notForwarded)} not forwarded.");
        Say(
            console,
            isReceived,
            $"{Numbers.Text(summary.VidoraEvents)} Vidora events made = {Numbers.Text(state.Valid)} received by the emulator.");
        return isRead && isReceived;
    }

    private static void Say(IAnsiConsole console, bool holds, string law) => console.Write(holds
        ? new Text($"It adds up: {law}\n", new Style(Color.Green))
        : new Text($"It does not add up: {law.Replace(" = ", " is not ", StringComparison.Ordinal)}\n", new Style(Color.Red)));

    private static async Task<long> CountLinesAsync(IEnumerable<string> files, CancellationToken cancellationToken)
    {
        long lines = 0;
        foreach (var file in files)
        {
            lines += (await File.ReadAllBytesAsync(file, cancellationToken)).AsSpan().Count((byte)'\n');
        }

        return lines;
    }
}
