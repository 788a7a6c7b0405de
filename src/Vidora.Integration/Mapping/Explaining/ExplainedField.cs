namespace Vidora.Integration;

/// <summary>A field of a Vidora event, where it comes from, and by which rule.</summary>
public sealed class ExplainedField
{
    internal ExplainedField(string name, VidoraValue value, IReadOnlyList<string> sources, MappingRule rule)
    {
        Name = name;
        Value = value;
        Sources = sources;
        Rule = rule;
    }

    /// <summary>The field's name.</summary>
    public string Name { get; }

    /// <summary>Its value, which is forwarded.</summary>
    public VidoraValue Value { get; }

    /// <summary>
    /// The fields of the document that its value is made of, in the order of the document; see
    /// <see cref="FieldNotForwarded.Path"/>. Empty when the value is computed from what is there, as the rule says.
    /// </summary>
    public IReadOnlyList<string> Sources { get; }

    /// <summary>The rule that made it.</summary>
    public MappingRule Rule { get; }
}
