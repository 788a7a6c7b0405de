using Microsoft.Extensions.Diagnostics.HealthChecks;
using Vidora.Integration.Delivery.WriteBack.Exports;

namespace Vidora.Integration.Delivery;

/// <summary>How the recurring imports of an account are doing. Safe for concurrent use.</summary>
public sealed class PredictionImports
{
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(2);

    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, PredictionFolderStatus> _folders = new(StringComparer.Ordinal);
    private long _moved;

    internal PredictionImports(TimeProvider time)
    {
        _time = time;
        _moved = time.GetTimestamp();
    }

    /// <summary>The folders, in the order of their registration.</summary>
    public IReadOnlyList<PredictionFolderStatus> Folders
    {
        get
        {
            lock (_lock)
            {
                return [.. _folders.Values];
            }
        }
    }

    /// <summary>The worst of all folders, in a sentence with what to do.</summary>
    public (HealthStatus Health, string Sentence) Describe()
    {
        var folders = Folders;
        if (folders.FirstOrDefault(folder => folder.State == PredictionFolderState.Paused) is { } paused)
        {
            return (HealthStatus.Unhealthy, $"The import of {paused.Pipeline} is paused: {paused.Sentence}");
        }

        if (folders.Any(folder => folder.State == PredictionFolderState.NotRunning))
        {
            return (HealthStatus.Unhealthy, "The import of predictions is not running.");
        }

        if (_time.GetElapsedTime(Interlocked.Read(ref _moved)) > _patience)
        {
            return (HealthStatus.Unhealthy, "The import of predictions does not move. Restart the host.");
        }

        if (folders.FirstOrDefault(folder => folder.State == PredictionFolderState.Waiting) is { } waiting)
        {
            return (HealthStatus.Degraded, $"The import of {waiting.Pipeline} waits: {waiting.Sentence}");
        }

        if (folders.FirstOrDefault(folder => folder.LastStatus == PredictionImportStatus.Stopped) is { } failed)
        {
            return (HealthStatus.Degraded, $"The last export of {failed.Pipeline}, {OneLine.Of(failed.LastFile ?? "")}, was not applied: {failed.LastSentence} Look at its report in the folder failed.");
        }

        return (HealthStatus.Healthy, folders.Any(folder => folder.State == PredictionFolderState.Applying)
            ? "An export is being applied."
            : "Every export has been applied.");
    }

    /// <summary>The loop is alive.</summary>
    internal void Moved() => Interlocked.Exchange(ref _moved, _time.GetTimestamp());

    internal void Set(string pipeline, Func<PredictionFolderStatus, PredictionFolderStatus> change)
    {
        Moved();
        lock (_lock)
        {
            _folders[pipeline] = change(_folders.GetValueOrDefault(pipeline)
                ?? new PredictionFolderStatus { Pipeline = pipeline, State = PredictionFolderState.NotRunning });
        }
    }
}
