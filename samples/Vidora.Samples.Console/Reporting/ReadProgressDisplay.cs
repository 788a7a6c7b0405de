using Spectre.Console;

namespace Vidora.Samples.Console.Reporting;

/// <summary>Shows how far files were read: in a window a bar with the time left, elsewhere nothing.</summary>
internal static class ReadProgressDisplay
{
    public static Task<T> RunAsync<T>(IAnsiConsole console, string title, Func<IProgress<(double Done, double All)>, Task<T>> run) =>
        console.Profile.Capabilities.Interactive
            ? console.Progress()
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .StartAsync(async progress =>
                {
                    var task = progress.AddTask(title, maxValue: 1);
                    var result = await run(new Bar(task));
                    task.Value = task.MaxValue;
                    return result;
                })
            : run(new Bar(null));

    private sealed class Bar(ProgressTask? task) : IProgress<(double Done, double All)>
    {
        public void Report((double Done, double All) value)
        {
            if (task is not null && value.All > 0)
            {
                task.MaxValue = value.All;
                task.Value = value.Done;
            }
        }
    }
}
