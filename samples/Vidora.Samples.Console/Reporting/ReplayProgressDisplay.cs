using Spectre.Console;
using Vidora.Integration.Delivery;

namespace Vidora.Samples.Console.Reporting;

/// <summary>Shows the progress of a replay: in a window a bar with rate and time left, and a line when the replay waits.</summary>
internal sealed class ReplayProgressDisplay : IProgress<ReplayProgress>
{
    private static readonly TimeSpan _rateInterval = TimeSpan.FromSeconds(5);

    private readonly IAnsiConsole _console;
    private readonly ProgressTask? _task;
    private readonly TimeProvider _time;
    private readonly Queue<(long Time, long Events)> _seen = new();
    private string? _waitReason;

    private ReplayProgressDisplay(IAnsiConsole console, ProgressTask? task, TimeProvider time)
    {
        _console = console;
        _task = task;
        _time = time;
    }

    public static Task<ReplayReport> RunAsync(IAnsiConsole console, Func<IProgress<ReplayProgress>, Task<ReplayReport>> run) =>
        console.Profile.Capabilities.Interactive
            ? console.Progress()
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .StartAsync(async progress =>
                {
                    var task = progress.AddTask("Replay", maxValue: 1);
                    var report = await run(new ReplayProgressDisplay(console, task, TimeProvider.System));
                    task.Value = report.WasStopped ? task.Value : task.MaxValue;
                    return report;
                })
            : run(new ReplayProgressDisplay(console, null, TimeProvider.System));

    public void Report(ReplayProgress value)
    {
        if (value.WaitReason is { } reason && _waitReason is null)
        {
            _console.WriteUnbroken(reason, Color.Yellow);
        }

        _waitReason = value.WaitReason;
        if (_task is null)
        {
            return;
        }

        var now = _time.GetTimestamp();
        _seen.Enqueue((now, value.Events));
        while (_seen.Count > 2 && _time.GetElapsedTime(_seen.Peek().Time, now) > _rateInterval)
        {
            _seen.Dequeue();
        }

        var (since, before) = _seen.Peek();
        var seconds = _time.GetElapsedTime(since, now).TotalSeconds;
        var rate = seconds > 0 ? (long)((value.Events - before) / seconds) : 0;
        _task.Description = value.WaitReason is null ? $"{Numbers.Text(rate)} events/s" : "waiting";
        if (value.TotalBytes is > 0 and { } total)
        {
            _task.MaxValue = total;
            _task.Value = Math.Min(value.Bytes, total);
        }
    }
}
