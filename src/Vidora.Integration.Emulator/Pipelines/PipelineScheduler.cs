namespace Vidora.Integration.Emulator.Pipelines;

/// <summary>Runs due pipelines every minute, by the emulator's clock.</summary>
internal sealed class PipelineScheduler(EmulatedPipelines pipelines, TimeProvider time) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    public void Start() => _loop = RunAsync();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _loop;
        _stop.Dispose();
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
