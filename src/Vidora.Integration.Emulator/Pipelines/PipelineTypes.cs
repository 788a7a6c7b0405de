namespace Vidora.Integration.Emulator.Pipelines;

/// <summary>Lists the types of pipeline that the emulator predicts.</summary>
internal static class PipelineTypes
{
    public static IReadOnlyList<VidoraPipelineType> All { get; } =
    [
        VidoraPipelineType.FutureEvents, VidoraPipelineType.Classification, VidoraPipelineType.LookAlike, VidoraPipelineType.Uplift,
        VidoraPipelineType.Regression,
    ];

    /// <summary>Returns the type in its documented spelling. Throws <see cref="FormatException"/> for any other.</summary>
    public static VidoraPipelineType Parse(string? text)
    {
        var index = All.ToList().IndexOf(new VidoraPipelineType(text));
        return index >= 0 ? All[index] : throw new FormatException("\"type\" is Future Events, Uplift, Classification, Regression or Look Alike.");
    }
}
