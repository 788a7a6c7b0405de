using Spectre.Console;
using Vidora.Integration;
using Vidora.Integration.Emulator;
using Vidora.Integration.Generator;
using Vidora.Samples.Console.Input;
using Vidora.Samples.Console.Reporting;
using Vidora.Samples.Console.Sending;

namespace Vidora.Samples.Console.Commands;

/// <summary>
/// Runs without a command: sends a season of an invented shop to an emulator in this process, which learns from it, and writes the
/// predictions back. The quick one sends the bundled batches, and writes back the bundled export.
/// </summary>
internal static class DemoCommand
{
    /// <summary>The start of the bundled batches.</summary>
    private static readonly DateTimeOffset _bundledStart = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);

    public static Task<int> RunAsync(bool quick, bool stay, Terminal terminal, CancellationToken cancellationToken) =>
        quick ? RunAsync(null, stay, terminal, cancellationToken) : RunAsync(SeasonDocuments.Create(), stay, terminal, cancellationToken);

    /// <param name="season">The season; null for the bundled files.</param>
    /// <param name="stay">Whether the pages stay up.</param>
    /// <param name="terminal">The terminal.</param>
    /// <param name="cancellationToken">Stops the demonstration.</param>
    public static async Task<int> RunAsync(Season? season, bool stay, Terminal terminal, CancellationToken cancellationToken)
    {
        await using var emulator = await StartAsync(stay, cancellationToken);
        var data = Path.Combine(AppContext.BaseDirectory, "data");
        var files = season is null ? Directory.GetFiles(data, "*.jsonl").Order(StringComparer.Ordinal).ToArray() : [];
        terminal.Out.WriteLine(season is null
            ? "Two weeks of an invented shop, from mParticle batches to an emulated Vidora."
            : $"{season.Days} days of an invented shop, made on the fly, from mParticle batches to an emulated Vidora.");
        var start = season is null ? _bundledStart : season.End.AddDays(-season.Days);
        var addsUp = await DemoPlay.RunAsync(emulator, start.AddDays(-1), terminal, cancellationToken);
        var before = emulator.GetState();
        using var account = VidoraAccount.Create(new VidoraOptions { BaseAddress = emulator.Address, ApiKey = emulator.ApiKey });
        var reading = season is null
            ? new BatchReading(files, MParticleFormat.Auto, new MParticleEventMapper(), terminal)
            : new BatchReading(season, new MParticleEventMapper(), terminal);
        var sending = new EventSending(account.Client, TimeProvider.System);
        await SendAsync(reading, sending, season is null ? await CountLinesAsync(files, cancellationToken) : null, terminal, cancellationToken);
        var state = emulator.GetState();
        var received = new DemoReceipts(state.Valid - before.Valid, state.Invalid - before.Invalid, Since(before.ByType, state.ByType));
        addsUp &= DemoReport.Write(reading.Summary, sending, received, terminal.Out);
        addsUp &= season is null
            ? await DemoWriteBack.RunBundledAsync(emulator, Path.Combine(data, "predictions.csv"), terminal, cancellationToken)
            : await DemoWriteBack.RunLearnedAsync(emulator, terminal, cancellationToken);
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

    /// <summary>Starts an emulator. One that stays has the address of <c>vidora emulate</c>, unless another program has it.</summary>
    private static async Task<VidoraEmulator> StartAsync(bool stay, CancellationToken cancellationToken)
    {
        // Nothing on this machine needs mParticle's limits.
        static void Configure(VidoraEmulatorOptions options) => options.FeedBatchesPerSecond = null;

        try
        {
            if (stay)
            {
                return await VidoraEmulator.StartAsync(options => { Configure(options); options.Listen = EmulateCommand.DefaultAddress; }, cancellationToken);
            }
        }
        catch (IOException)
        {
            // A free port serves as well: the last line says which.
        }

        return await EmulatorStart.StartAsync(Configure, cancellationToken);
    }

    private static Dictionary<string, long> Since(IReadOnlyDictionary<string, long> before, IReadOnlyDictionary<string, long> now) => now
        .Select(type => (type.Key, Count: type.Value - before.GetValueOrDefault(type.Key)))
        .Where(type => type.Count > 0)
        .ToDictionary(type => type.Key, type => type.Count, StringComparer.Ordinal);

    private static async Task SendAsync(BatchReading reading, EventSending sending, long? documents, Terminal terminal, CancellationToken cancellationToken)
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
                var task = progress.AddTask("Sending", maxValue: documents ?? 1).IsIndeterminate(documents is null);
                await SendAllAsync(() => task.Increment(documents is null ? 0 : 1));
                task.IsIndeterminate(false).Value = task.MaxValue;
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
