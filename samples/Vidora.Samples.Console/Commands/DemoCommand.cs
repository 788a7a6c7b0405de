using Spectre.Console;
using Vidora.Integration;
using Vidora.Samples.Console.Input;
using Vidora.Samples.Console.Reporting;
using Vidora.Samples.Console.Sending;

namespace Vidora.Samples.Console.Commands;

/// <summary>
/// Runs without a command: sends the bundled batches of an invented shop to an emulator in this process, and writes its predictions
/// back.
/// </summary>
internal static class DemoCommand
{
    public static async Task<int> RunAsync(bool stay, Terminal terminal, CancellationToken cancellationToken)
    {
        var files = Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "data"), "*.jsonl").Order(StringComparer.Ordinal).ToArray();
        await using var emulator = await EmulatorStart.StartAsync(_ => { }, cancellationToken);
        terminal.Out.WriteLine("Two weeks of an invented shop, from mParticle batches to an emulated Vidora.");
        using var account = VidoraAccount.Create(new VidoraOptions { BaseAddress = emulator.Address, ApiKey = emulator.ApiKey });
        var reading = new BatchReading(files, MParticleFormat.Auto, new MParticleEventMapper(), terminal);
        var sending = new EventSending(account.Client, TimeProvider.System);
        await SendAsync(reading, sending, await CountLinesAsync(files, cancellationToken), terminal, cancellationToken);
        var state = emulator.GetState();
        var received = new DemoReceipts(state.Valid, state.Invalid, state.ByType);
        var addsUp = DemoReport.Write(reading.Summary, sending, received, terminal.Out);
        addsUp &= await DemoWriteBack.RunAsync(emulator, terminal, cancellationToken);
        if (stay)
        {
            terminal.Out.WriteUnbroken($"See everything at {emulator.Address} until you press Ctrl+C.");
            await emulator.WaitForShutdownAsync(cancellationToken);
        }
        else
        {
            terminal.Out.WriteUnbroken($"The pages that show everything were at {emulator.Address}. Use --stay to keep them up.");
        }

        return addsUp ? ExitCode.Done : ExitCode.WrongUse;
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
