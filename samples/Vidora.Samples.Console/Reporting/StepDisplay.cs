using Spectre.Console;

namespace Vidora.Samples.Console.Reporting;

/// <summary>Shows the progress of a command in a window: a bar with its step and the time left. Elsewhere it shows nothing.</summary>
internal sealed class StepDisplay : IProgress<double>
{
    private readonly ProgressTask? _task;

    private StepDisplay(ProgressTask? task) => _task = task;

    /// <summary>Runs an action with a display.</summary>
    public static Task<T> RunAsync<T>(IAnsiConsole console, string first, Func<StepDisplay, Task<T>> run) => console.Profile.Capabilities.Interactive
        ? console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async progress =>
            {
                var task = progress.AddTask(first, maxValue: 1);
                var result = await run(new StepDisplay(task));
                task.Value = task.MaxValue;
                return result;
            })
        : run(new StepDisplay(null));

    /// <summary>Shows a step and the finished share of all steps.</summary>
    public void Show(string step, double share)
    {
        if (_task is not null)
        {
            _task.Description = step;
            _task.Value = share;
        }
    }

    public void Report(double value) => Show("reading history", value);
}
