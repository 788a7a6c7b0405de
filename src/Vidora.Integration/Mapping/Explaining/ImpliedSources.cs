using Vidora.Integration.MParticle;
using Change = Vidora.Integration.MParticle.UserAttributeChangeEvent.Wire;

namespace Vidora.Integration.Mapping.Explaining;

/// <summary>
/// Finds the fields that a value follows from when it is not copied from one: mParticle's type of the event, words that
/// Firehose says in another way, and the names in maps of changed attributes.
/// </summary>
internal sealed class ImpliedSources(DocumentOutline document)
{
    private readonly ILookup<string, int> _fields = Enumerable.Range(0, document.Fields.Count)
        .Where(number => !document.Fields[number].IsOverwritten && !document.Fields[number].HasNoValue)
        .ToLookup(number => document.Fields[number].Input ?? "", StringComparer.Ordinal);

    private readonly Dictionary<(string Name, string Input), IReadOnlyList<int>> _known = [];
    private (string Input, ILookup<string?, int> Fields)? _changes;
    private string _attribute = "";

    /// <summary>Returns the numbers of the fields that imply a value. Ask in the order of the event's fields.</summary>
    public IReadOnlyList<int> Of(string name, VidoraValue value, string input)
    {
        if (name is "attribute_name" or "old_value" or "new_value")
        {
            _attribute = name == "attribute_name" ? value.ToString() : _attribute;
            _changes = _changes?.Input == input ? _changes : (input, _fields[input].ToLookup(number => document.Fields[number].Attribute));
            if (name == "new_value" && !_changes.Value.Fields.Contains(_attribute))
            {
                // A tag: its null is no value elsewhere.
                return [.. Enumerable.Range(0, document.Fields.Count).Where(number => document.Fields[number].Input == input && document.Fields[number].Declared == Change.New)];
            }

            return [.. _changes.Value.Fields[_attribute].Where(number =>
                (name != "new_value" && document.Fields[number].Declared == Change.Removed) || (name != "old_value" && document.Fields[number].Declared == Change.Added))];
        }

        if (!_known.TryGetValue((name, input), out var known))
        {
            _known[(name, input)] = known = Find(name, value.ToString(), input);
        }

        return known;
    }

    private IReadOnlyList<int> Find(string name, string value, string input) => name switch
    {
        "type" or "event_type" or "push_message_type" => TypesOf(input, value),
        "register" => Declared(input, PushRegistrationEvent.Wire.Register),
        "environment" => Declared("", DocumentOutline.IsDebug),
        "platform" when value == "data_feed" => Declared("", MParticleDeviceInfo.Wire.Platform, MParticleBatch.Wire.SourceChannel),
        _ => [],
    };

    private IReadOnlyList<int> TypesOf(string input, string value)
    {
        var types = Declared(input, DocumentOutline.EventType, MParticleSystemNotification.Wire.Type);
        return types.Count == 0 ? Declared(input, DocumentOutline.InnerEventType)
            : value == "crash_report" ? [.. types, .. Declared(input, DocumentOutline.IsCrash)]
            : types;
    }

    private IReadOnlyList<int> Declared(string input, params ModelField[] declarations) =>
        [.. _fields[input].Where(number => declarations.Contains(document.Fields[number].Declared))];
}
