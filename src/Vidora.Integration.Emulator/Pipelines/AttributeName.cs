namespace Vidora.Integration.Emulator.Pipelines;

/// <summary>Names the user attributes of predictions by the library's rules.</summary>
internal static class AttributeName
{
    public static string Create(string vendor, string pipeline, string column) => $"$intelligent_attribute:{vendor}:{Normalize(pipeline)}__{column}";

    /// <summary>Returns the snake case form. Returns an empty text when the name has none.</summary>
    public static string Normalize(string text)
    {
        try
        {
            return PredictionAttributeName.Normalize(text);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            return "";
        }
    }
}
