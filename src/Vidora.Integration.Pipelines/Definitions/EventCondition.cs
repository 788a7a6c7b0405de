using Vidora.Integration.Pipelines.Definitions;

namespace Vidora.Integration.Pipelines;

/// <summary>Selects events by their type and their fields.</summary>
public sealed class EventCondition
{
    /// <summary>Creates a condition.</summary>
    /// <param name="events">The types, as Vidora receives them, such as <c>purchase</c>. An event has one of them.</param>
    /// <exception cref="ArgumentException">Throws when there is no type, or one is empty.</exception>
    public EventCondition(params IReadOnlyList<string> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        if (events.Count == 0 || events.Any(string.IsNullOrEmpty))
        {
            throw new ArgumentException("A condition needs an event type, and no type is empty. Set \"event\".", nameof(events));
        }

        Events = [.. events];
    }

    /// <summary>Gets the types; an event has one of them.</summary>
    public IReadOnlyList<string> Events { get; }

    /// <summary>Gets the fields that an event must have, with their values as text. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Where { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets how many such events are needed. Default: 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Throws when it is below 1 or above 1,000.</exception>
    public int AtLeast
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1_000);
            field = value;
        }
    } = 1;

    /// <summary>Returns the condition in words, such as <c>"purchase" with product_category "shoes"</c>.</summary>
    public override string ToString()
    {
        var events = string.Join(" or ", Events.Select(type => $"\"{type}\""));
        var where = string.Join(" and ", Where.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key} \"{pair.Value}\""));
        return (AtLeast > 1 ? $"at least {Phrase.Count(AtLeast, "time")} " : "") + events + (where.Length > 0 ? " with " + where : "");
    }

    /// <summary>Gets what distinguishes the events of one condition from those of another, without <see cref="AtLeast"/>.</summary>
    internal string Key => string.Join('\u001f', [.. Events.Order(StringComparer.Ordinal), "\u001e", .. Where.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Key + "\u001d" + pair.Value)]);
}
