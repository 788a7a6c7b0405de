using Vidora.Integration.MParticle;
using Change = Vidora.Integration.MParticle.UserAttributeChangeEvent.Wire;

namespace Vidora.Integration.Mapping.Explaining;

/// <summary>
/// Finds the fields that a value follows from when it is not copied from one: mParticle's type of the event, words that
/// Firehose says in another way, and the names in maps of changed attributes.
/// </summary>
internal sealed class ImpliedSources(DocumentOutline document)
{
    private readonly ILookup<int, int> _fields = Enumerable.Range(0, document.Fields.Count)
        .Where(number => !document.Fields[number].Path.IsOverwritten && !document.Fields[number].HasNoValue)
        .ToLookup(number => document.Fields[number].Place.Input);

    private readonly Dictionary<(string Name, int Input), List<int>> _known = [];
    private (int Input, ILookup<string, int> Fields)? _changes;

    /// <summary>Returns the numbers of the fields that imply a value.</summary>
    public IReadOnlyList<int> Of(string name, VidoraValue value, int input)
    {
        if (name is "attribute_name" or "old_value" or "new_value")
        {
            return [.. ChangesOf(name == "attribute_name" ? value.ToString() : _attribute, input).Where(number => IsSideOf(name, document.Fields[number]))];
        }

        if (!_known.TryGetValue((name, input), out var known))
        {
            known = [.. Find(name, value.ToString(), input)];
            _known.Add((name, input), known);
        }

        return known;
    }

    private string _attribute = "";

    private IEnumerable<int> Find(string name, string value, int input) => name switch
    {
        "type" or "event_type" or "push_message_type" => TypesOf(input).Concat(
            _fields[input].Where(number => document.Fields[number].Declared == DocumentOutline.IsCrash && value == "crash_report")),
        "register" => _fields[input].Where(number => document.Fields[number].Declared == PushRegistrationEvent.Wire.Register),
        "environment" => _fields[DocumentOutline.Context].Where(number => document.Fields[number].Declared == DocumentOutline.IsDebug),
        "platform" when value == "data_feed" => _fields[DocumentOutline.Context].Where(number =>
            document.Fields[number].Declared is { } declared && (declared == MParticleDeviceInfo.Wire.Platform || declared == MParticleBatch.Wire.SourceChannel)),
        _ => [],
    };

    private IEnumerable<int> TypesOf(int input)
    {
        List<int> types =
        [
            .. _fields[input].Where(number => document.Fields[number].Declared is { } declared
                && (declared == DocumentOutline.EventType || declared == MParticleSystemNotification.Wire.Type)),
        ];
        return types.Count > 0 ? types : _fields[input].Where(number => document.Fields[number].Declared == DocumentOutline.InnerEventType);
    }

    private IEnumerable<int> ChangesOf(string attribute, int input)
    {
        _attribute = attribute;
        if (_changes?.Input != input)
        {
            _changes = (input, _fields[input].Where(number => document.Fields[number].Place.Attribute is not null).ToLookup(number => document.Fields[number].Place.Attribute!));
        }

        return _changes.Value.Fields[attribute];
    }

    private static bool IsSideOf(string name, DocumentField field) =>
        (field.Declared == Change.Removed && name != "new_value") || (field.Declared == Change.Added && name != "old_value");
}
