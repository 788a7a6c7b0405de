namespace Vidora.Integration.Emulator.Pipelines;

/// <summary>Runs due pipelines every minute, by the emulator's clock, and those that a page starts.</summary>
internal sealed class PipelineScheduler(EmulatedPipelines pipelines, TimeProvider time) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _started = [];
    private Task _loop = Task.CompletedTask;

    public void Start() => _loop = RunAsync();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        Task[] started;
        lock (_lock)
        {
            started = [.. _started];
        }

        await Task.WhenAll(started);
        _stop.Dispose();
    }

    /// <summary>Starts a run and returns at once. The pipeline shows how far it is, and how it ended.</summary>
    /// <exception cref="KeyNotFoundException">There is no pipeline with this id.</exception>
    public void Start(string id, DateTimeOffset? asOf)
    {
        if (!pipelines.TryBegin(id))
        {
            return;
        }

        lock (_lock)
        {
            _started.RemoveWhere(task => task.IsCompleted);
            _started.Add(Task.Run(async () => await ((Task)pipelines.RunAsync(id, asOf, _stop.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing)));
        }
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMinutes(1), time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                await RunDueAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // The emulator is stopping.
        }
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "The loop outlives a failed run; the pipeline shows the failure.")]
    private async Task RunDueAsync()
    {
        var now = time.GetUtcNow();
        foreach (var pipeline in pipelines.Where(pipeline => pipeline.NextRun <= now))
        {
            try
            {
                await pipelines.RunAsync(pipeline.Id, null, _stop.Token);
            }
            catch (Exception) when (!_stop.IsCancellationRequested)
            {
                // The next minute tries again.
            }
        }
    }
}
