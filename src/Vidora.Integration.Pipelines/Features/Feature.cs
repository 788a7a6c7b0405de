namespace Vidora.Integration.Pipelines.Features;

/// <summary>Describes a column of the features.</summary>
/// <param name="Words">The feature in words.</param>
/// <param name="Group">The group in which Vidora's documentation would show it.</param>
internal sealed record Feature(string Words, string Group)
{
    public const string ActiveDays = "Active days";
    public const string EventTypes = "Event types";
    public const string Categories = "Categories";
}
