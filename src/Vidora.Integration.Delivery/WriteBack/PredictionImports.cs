using Microsoft.Extensions.Diagnostics.HealthChecks;
using Vidora.Integration.Delivery.WriteBack.Exports;

namespace Vidora.Integration.Delivery;

/// <summary>Describes the watched folders of an account, and checks their health. Safe for concurrent use.</summary>
public sealed class PredictionImports : IHealthCheck
{
    private static readonly TimeSpan _loopTimeout = TimeSpan.FromMinutes(2);

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, PredictionFolderStatus> _folders = new(StringComparer.Ordinal);
    private long _lastStep;

    internal PredictionImports(TimeProvider time)
    {
        _time = time;
        _lastStep = time.GetTimestamp();
    }

    /// <summary>Gets the folders, in the order of their registration.</summary>
    internal IReadOnlyList<PredictionFolderStatus> Folders
    {
        get
        {
            lock (_lock)
            {
                return [.. _folders.Values];
            }
        }
    }

    /// <inheritdoc/>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var (health, sentence) = Describe();
        return Task.FromResult(new HealthCheckResult(health, sentence));
    }

    /// <summary>Returns the worst health of all folders, and a sentence that says what to do.</summary>
    internal (HealthStatus Health, string Sentence) Describe()
    {
        var folders = Folders;
        PredictionFolderStatus? Find(PredictionFolderState state) => folders.FirstOrDefault(folder => folder.State == state);
        if (Find(PredictionFolderState.Paused) is { } paused)
        {
            return (HealthStatus.Unhealthy, $"The import of {paused.Pipeline} is paused: {paused.Sentence}");
        }

        if (Find(PredictionFolderState.NotRunning) is not null)
        {
            return (HealthStatus.Unhealthy, "The import of predictions is not running.");
        }

        if (_time.GetElapsedTime(Interlocked.Read(ref _lastStep)) > _loopTimeout)
        {
            return (HealthStatus.Unhealthy, "The import of predictions does not respond. Restart the host.");
        }

        if (Find(PredictionFolderState.Waiting) is { } waiting)
        {
            return (HealthStatus.Degraded, $"The import of {waiting.Pipeline} waits: {waiting.Sentence}");
        }

        if (folders.FirstOrDefault(folder => folder.LastResult?.Status == PredictionImportStatus.Stopped) is { LastResult: { } result } failed)
        {
            return (HealthStatus.Degraded, $"The last export of {failed.Pipeline}, {OneLine.Of(failed.LastFile ?? "")}, was not applied: {result.Sentence} See its report in the folder failed.");
        }

        return (HealthStatus.Healthy, Find(PredictionFolderState.Applying) is not null ? "An export is being applied." : "Every export has been applied.");
    }

    /// <summary>Records that the import loop runs.</summary>
    internal void Step() => Interlocked.Exchange(ref _lastStep, _time.GetTimestamp());

    internal void Update(string pipeline, Action<PredictionFolderStatus> change)
    {
        Step();
        lock (_lock)
        {
            var status = _folders.TryGetValue(pipeline, out var before) ? before.Copy() : new PredictionFolderStatus(pipeline);
            change(status);
            _folders[pipeline] = status;
        }
    }
}
