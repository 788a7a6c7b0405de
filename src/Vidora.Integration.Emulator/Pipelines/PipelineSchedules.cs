namespace Vidora.Integration.Emulator.Pipelines;

/// <summary>When a recurring pipeline is due.</summary>
internal static class PipelineSchedules
{
    /// <summary>The next run; null when the pipeline does not run on its own.</summary>
    public static DateTimeOffset? NextRun(EmulatedPipeline pipeline)
    {
        var last = pipeline.LastPredictionAt ?? pipeline.CreatedAt;
        return !pipeline.Definition.Active ? null : pipeline.Definition.Schedule switch
        {
            PipelineSchedule.Daily => last.AddDays(1),
            PipelineSchedule.Weekly => last.AddDays(7),
            PipelineSchedule.Monthly => last.AddMonths(1),
            _ => null,
        };
    }
}
