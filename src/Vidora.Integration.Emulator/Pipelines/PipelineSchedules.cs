namespace Vidora.Integration.Emulator.Pipelines;

/// <summary>Computes when a pipeline is due.</summary>
internal static class PipelineSchedules
{
    /// <summary>Returns the time of the next run. Returns null for a pipeline without a schedule.</summary>
    public static DateTimeOffset? NextRun(EmulatedPipeline pipeline)
    {
        var last = pipeline.LastPredictionAt ?? pipeline.CreatedAt;
        return !pipeline.Active ? null : pipeline.Schedule switch
        {
            PipelineSchedule.Daily => last.AddDays(1),
            PipelineSchedule.Weekly => last.AddDays(7),
            PipelineSchedule.Monthly => last.AddMonths(1),
            _ => null,
        };
    }
}
