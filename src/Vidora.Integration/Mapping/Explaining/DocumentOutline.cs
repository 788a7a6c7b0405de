using System.Text.Encodings.Web;
using System.Text.Json;
using Vidora.Integration.Json;
using Vidora.Integration.MParticle;
using Vidora.Integration.MParticle.Firehose;
using Batch = Vidora.Integration.MParticle.MParticleBatch.Wire;
using Consents = Vidora.Integration.MParticle.MParticleConsentState.Wire;
using Notification = Vidora.Integration.MParticle.MParticleSystemNotification.Wire;

namespace Vidora.Integration.Mapping.Explaining;

/// <summary>Lists the fields, events and notifications of a valid document, with what the models declare for each.</summary>
internal sealed class DocumentOutline
{
    /// <summary>The type of an event, which readers take by name.</summary>
    public static readonly ModelField EventType = Undeclared("event_type|type");

    /// <summary>The type inside of an event's data, which counts when there is none beside it.</summary>
    public static readonly ModelField InnerEventType = Undeclared("event_type");

    public static readonly ModelField IsCrash = Undeclared("is_crash");
    public static readonly ModelField IsDebug = Undeclared("is_debug");

    private static readonly ModelField _data = Undeclared("data");
    private static readonly ModelFields _wrapper = new([EventType, _data]);
    private static readonly ModelFields _inner = new([InnerEventType]);
    private static readonly ModelFields _message = new([EventType, IsCrash]);
    private static readonly ModelFields _environment = new([IsDebug, Undeclared("client_ip_address", isPersonal: true)]);

    private readonly ReadOnlyMemory<byte> _json;
    private readonly MParticleBatch _batch;
    private readonly bool _isFirehose;
    private readonly List<DocumentField> _fields = [];
    private readonly Dictionary<string, string> _inputs = new(StringComparer.Ordinal);
    private IReadOnlyList<ModelFields> _event = [];

    /// <param name="json">The document.</param>
    /// <param name="batch">The batch that was read from it.</param>
    /// <param name="isFirehose">Whether it is a Firehose message.</param>
    public DocumentOutline(ReadOnlyMemory<byte> json, MParticleBatch batch, bool isFirehose)
    {
        _json = json;
        _batch = batch;
        _isFirehose = isFirehose;
        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = MParticleReadLimits.GreatestDepth });
        reader.Read();
        TakeMembers(ref reader, new DocumentField { Models = isFirehose ? [Batch.All, FirehoseRequest.Wire.All] : [Batch.All] });
    }

    /// <summary>Gets all fields, in the order of the document.</summary>
    public IReadOnlyList<DocumentField> Fields => _fields;

    /// <summary>Gets the paths of the events and notifications by the keys that issues have for them, in the order of the document.</summary>
    public IReadOnlyDictionary<string, string> Inputs => _inputs;

    /// <summary>Returns the numbers of the fields of the value that begins there.</summary>
    public IEnumerable<int> FieldsAt(int start)
    {
        var value = _json.Span[start..];
        var end = start + (value[0] is (byte)'{' or (byte)'[' ? new JsonToken(value).Raw.Length : 1);
        var (low, high) = (0, _fields.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _fields[middle].Start < start ? (middle + 1, high) : (low, middle);
        }

        for (; low < _fields.Count && _fields[low].Start < end; low++)
        {
            yield return low;
        }
    }

    /// <summary>Returns a scalar as text.</summary>
    public string? TextOf(DocumentField field) => new JsonToken(_json.Span[field.Start..field.End]).GetTextOrEmpty();

    private static ModelField Undeclared(string names, bool isPersonal = false) =>
        new() { Index = -1, Names = names, Kind = FieldKind.Any, IsPersonal = isPersonal };

    private void Take(ref Utf8JsonReader reader, DocumentField place)
    {
        var start = (int)reader.TokenStartIndex;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                TakeMembers(ref reader, place);
                break;
            case JsonTokenType.StartArray when place.Declared == Batch.Events || place.Declared == Batch.SystemNotifications:
                TakeInputs(ref reader, place, place.Declared!, start);
                break;
            case JsonTokenType.StartArray when HoldsScalars(reader):
                reader.Skip();
                break;
            case JsonTokenType.StartArray:
                for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
                {
                    Take(ref reader, place with { Path = $"{place.Path}[{i}]" });
                }

                return;
        }

        // An object or a list of events is a field itself only when it holds none.
        if (_fields.Count == 0 || _fields[^1].Start < start)
        {
            var end = (int)reader.BytesConsumed;
            var value = new JsonToken(_json.Span[start..end]);
            _fields.Add(place with
            {
                Start = start,
                End = end,
                HasNoValue = value.IsAbsent || value.IsZeroText || (value.IsContainer && value.Raw.Length == 2),
            });
        }
    }

    private void TakeMembers(ref Utf8JsonReader reader, DocumentField place)
    {
        var seen = new Dictionary<object, (int First, int End)>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Decode(reader.ValueSpan);
            var declared = place.Models.Select(model => model.Find(name)).FirstOrDefault(field => field is not null);
            var key = (object?)declared ?? name;
            if (seen.TryGetValue(key, out var earlier))
            {
                _fields[earlier.First..earlier.End].ForEach(field => field.IsOverwritten = true);
            }

            reader.Read();
            var first = _fields.Count;
            Take(ref reader, MemberOf(place, name, declared, isPurpose: place.HasPurposes && reader.TokenType == JsonTokenType.StartObject));
            seen[key] = (first, _fields.Count);
        }
    }

    private DocumentField MemberOf(DocumentField place, string name, ModelField? declared, bool isPurpose) => place with
    {
        Path = Step(place.Path, name),
        Declared = isPurpose || place.Models.Count == 0 ? place.Declared : declared,
        Models = isPurpose ? place.Models : declared is null ? [] : ModelsOf(declared),
        Root = place.Root ?? declared,
        Attribute = place.Attribute ?? (place.Models.Count == 0 && place.Declared is not null ? name : null),
        HasPurposes = declared == Consents.Gdpr || declared == Consents.Ccpa,
        IsPersonal = place.IsPersonal || declared is { IsPersonal: true },
    };

    /// <summary>Appends a name to a path. A name with unusual characters is in brackets and quotes.</summary>
    private static string Step(string path, string name) =>
        name.Length == 0 || name.Any(static c => !char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '$' or ':'))
            ? $"{path}[\"{JsonEncodedText.Encode(name, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"]"
            : path.Length == 0 ? name : $"{path}.{name}";

    private IReadOnlyList<ModelFields> ModelsOf(ModelField declared) =>
        declared == Batch.DeviceInfo && _isFirehose ? [MParticleDeviceInfo.Wire.All, MParticleApplicationInfo.Wire.All, _environment]
        : declared == Batch.DeviceInfo ? [MParticleDeviceInfo.Wire.All]
        : declared == _data ? _event
        : declared == Notification.Data ? [Notification.All]
        : declared.Child is { } child ? [child]
        : [];

    private void TakeInputs(ref Utf8JsonReader reader, DocumentField place, ModelField list, int start)
    {
        // Of a list that comes twice, the last one counts.
        var counts = _batch.Positions[list.Index].Start == start;
        var areEvents = list == Batch.Events;
        var index = 0;
        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            var item = place with { Path = $"{place.Path}[{i}]", Declared = null, Models = [Notification.All] };
            var isInput = counts && (areEvents || reader.TokenType == JsonTokenType.StartObject);
            if (areEvents)
            {
                _event = [_inner, .. isInput ? ModelsOf(_batch.Events[index]) : [], .. MParticleEventTypes.Fields];
                item = item with { Models = _isFirehose ? [_message, .. _event] : [_wrapper] };
            }

            if (isInput)
            {
                item = item with { Event = areEvents ? _batch.Events[index] : null, Input = $"{place.Path}[{index++}]" };
                _inputs.Add(item.Input, item.Path);
            }

            Take(ref reader, item);
        }
    }

    /// <summary>Returns the models of an event. In Firehose the fields of a commerce action are the event's own.</summary>
    private ModelFields[] ModelsOf(MParticleEvent @event) => _isFirehose && @event is CommerceEvent
        ? [@event.Declaration, MParticleProductAction.Wire.All, MParticlePromotionAction.Wire.All]
        : [@event.Declaration];

    /// <summary>Returns whether the list at the copied reader holds no lists and no objects.</summary>
    private static bool HoldsScalars(Utf8JsonReader reader)
    {
        while (reader.Read() && reader.TokenType is not JsonTokenType.StartObject and not JsonTokenType.StartArray)
        {
            if (reader.TokenType == JsonTokenType.EndArray)
            {
                return true;
            }
        }

        return false;
    }
}
