namespace Vidora.Integration.Emulator.Pipelines;

/// <summary>The pipeline types as they are written in Vidora's documentation.</summary>
internal static class PipelineTypeNames
{
    public static string Text(this PipelineType type) => type switch
    {
        PipelineType.FutureEvents => "Future Events",
        PipelineType.LookAlike => "Look Alike",
        _ => type.ToString(),
    };

    public static PipelineType? Parse(string? text)
    {
        var letters = text?.Replace(" ", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal)
            .Replace("-", "", StringComparison.Ordinal);
        foreach (var type in Enum.GetValues<PipelineType>())
        {
            if (string.Equals(letters, type.ToString(), StringComparison.OrdinalIgnoreCase))
            {
                return type;
            }
        }

        return null;
    }
}
