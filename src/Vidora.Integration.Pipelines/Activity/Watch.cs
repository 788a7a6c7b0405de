using System.Text;

namespace Vidora.Integration.Pipelines.Activity;

/// <summary>Lists what an activity store must recognize in events: the conditions and attributes of the pipelines it serves.</summary>
internal sealed class Watch
{
    private const int MaxConditions = 32;

    public Watch(IEnumerable<PredictionPipeline> pipelines)
    {
        var all = pipelines.ToList();
        Conditions = [.. all.SelectMany(pipeline => pipeline.Conditions).DistinctBy(condition => condition.Key).OrderBy(condition => condition.Key, StringComparer.Ordinal)];
        Attributes = [.. all.Select(pipeline => pipeline.WatchedAttribute).OfType<string>().Select(Normal).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (Conditions.Count > MaxConditions)
        {
            throw new ArgumentException($"The pipelines have {Conditions.Count} conditions. Use at most {MaxConditions} in one activity store.", nameof(pipelines));
        }

        Fields = [.. Conditions.SelectMany(condition => condition.Where.Keys).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        FieldBytes = [.. Fields.Select(Encoding.UTF8.GetBytes)];
        AttributeBytes = [.. Attributes.Select(attribute => Encoding.UTF8.GetBytes("user_" + attribute))];
    }

    public IReadOnlyList<EventCondition> Conditions { get; }

    /// <summary>Gets the attributes, named as the mapping writes them behind <c>user_</c>.</summary>
    public IReadOnlyList<string> Attributes { get; }

    public IReadOnlyList<string> Fields { get; }

    public byte[][] FieldBytes { get; }

    public byte[][] AttributeBytes { get; }

    /// <summary>Gets a text that is equal for stores that recognize the same.</summary>
    public string Key => string.Join('\u001c', [.. Conditions.Select(condition => condition.Key), "\u001b", .. Attributes]);

    /// <summary>Returns the number of a condition, or throws when the store does not recognize it.</summary>
    public int Find(EventCondition condition)
    {
        for (var i = 0; i < Conditions.Count; i++)
        {
            if (Conditions[i].Key == condition.Key)
            {
                return i;
            }
        }

        throw new InvalidOperationException($"The activity was collected without the condition {condition}. Open the store with this pipeline.");
    }

    public int FindAttribute(string attribute) => Attributes.ToList().IndexOf(Normal(attribute)) is >= 0 and var index
        ? index
        : throw new InvalidOperationException($"The activity was collected without the attribute \"{attribute}\". Open the store with this pipeline.");

    /// <summary>Returns the name as the mapping writes it: without the <c>$</c>, reserved names in lower case.</summary>
    private static string Normal(string attribute) => attribute.StartsWith('$') ? attribute[1..].ToLowerInvariant() : attribute;
}
