using System.Text;
using Vidora.Integration.Mapping;
using Vidora.Integration.Mapping.Explaining;

namespace Vidora.Integration;

/// <summary>Explains a field of a Vidora event: its sources and its rule.</summary>
public sealed class ExplainedField
{
    internal ExplainedField(string name, VidoraValue value, IReadOnlyList<string> sources, (string Group, string Sentence) rule)
    {
        Name = name;
        Value = value;
        Sources = sources;
        Group = rule.Group;
        Rule = rule.Sentence;
    }

    /// <summary>Gets the name.</summary>
    public string Name { get; }

    /// <summary>Gets the value, which is forwarded.</summary>
    public VidoraValue Value { get; }

    /// <summary>
    /// Gets the paths of the document that the value is made of, in the order of the document; see
    /// <see cref="FieldNotForwarded.Path"/>. Empty when the value is computed, as the rule says.
    /// </summary>
    public IReadOnlyList<string> Sources { get; }

    /// <summary>
    /// Gets whether the name or the value looks personal: a name such as <c>user_email</c>, or an e-mail address, an IP address,
    /// a phone number with country code or a payment card number.
    /// </summary>
    public bool LooksPersonal =>
        (Group != MappingRules.Every || Name == "type")
        && (PersonalDataDetector.IsPersonalName(Encoding.UTF8.GetBytes(Name)) || PersonalDataDetector.IsPersonalValue(Encoding.UTF8.GetBytes(Value.ToString())));

    /// <summary>Gets the kind of rule, such as <c>device</c> or <c>user attributes</c>.</summary>
    public string Group { get; }

    /// <summary>Gets the rule as a sentence for people. Its wording may change.</summary>
    public string Rule { get; }
}
