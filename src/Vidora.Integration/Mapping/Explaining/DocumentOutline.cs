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
    /// <summary>The number of no event: the field belongs to the batch.</summary>
    public const int Context = -1;

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
    private readonly List<DocumentInput> _inputs = [];
    private int _events;
    private int _notifications;
    private IReadOnlyList<ModelFields> _event = [];

    /// <param name="json">The document.</param>
    /// <param name="batch">The batch that was read from it.</param>
    /// <param name="isFirehose">Whether it is a Firehose message.</param>
    public DocumentOutline(ReadOnlyMemory<byte> json, MParticleBatch batch, bool isFirehose)
    {
        _json = json;
        _batch = batch;
        _isFirehose = isFirehose;
        FindLists();
        var reader = Reader();
        TakeMembers(ref reader, new DocumentPlace(DocumentPath.Root)
        {
            Models = isFirehose ? [Batch.All, FirehoseRequest.Wire.All] : [Batch.All],
        });
    }

    /// <summary>Gets all fields, in the order of the document.</summary>
    public IReadOnlyList<DocumentField> Fields => _fields;

    /// <summary>Gets the events and the notifications, in the order of the document.</summary>
    public IReadOnlyList<DocumentInput> Inputs => _inputs;

    /// <summary>Returns the numbers of the fields of the value that begins there.</summary>
    public IEnumerable<int> FieldsAt(int start)
    {
        var value = _json.Span[start..];
        var end = start + (value[0] is (byte)'{' or (byte)'[' ? new JsonToken(value).Raw.Length : 1);
        var low = 0;
        var high = _fields.Count;
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

    private Utf8JsonReader Reader()
    {
        var reader = new Utf8JsonReader(_json.Span, new JsonReaderOptions { MaxDepth = MParticleReadLimits.GreatestDepth });
        reader.Read();
        return reader;
    }

    /// <summary>Finds the lists that count: of a name that comes twice the last one.</summary>
    private void FindLists()
    {
        var reader = Reader();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = Batch.All.Find(JsonText.Decode(reader.ValueSpan));
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            _events = field == Batch.Events ? start : _events;
            _notifications = field == Batch.SystemNotifications ? start : _notifications;
            reader.Skip();
        }
    }

    private void Take(ref Utf8JsonReader reader, DocumentPlace place)
    {
        var start = (int)reader.TokenStartIndex;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                TakeMembers(ref reader, place);
                break;
            case JsonTokenType.StartArray when place.Declared is { } list && (list == Batch.Events || list == Batch.SystemNotifications):
                TakeInputs(ref reader, place, list == Batch.SystemNotifications, start == _events || start == _notifications);
                break;
            case JsonTokenType.StartArray when HoldsScalars(reader):
                reader.Skip();
                break;
            case JsonTokenType.StartArray:
                for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
                {
                    Take(ref reader, place with { Path = place.Path.Item(i) });
                }

                return;
        }

        // An object or a list of events is a field itself only when it holds none.
        if (_fields.Count == 0 || _fields[^1].Start < start)
        {
            var end = (int)reader.BytesConsumed;
            _fields.Add(new DocumentField
            {
                Place = place,
                Start = start,
                End = end,
                HasNoValue = DocumentField.IsNoValue(new JsonToken(_json.Span[start..end])),
            });
        }
    }

    private void TakeMembers(ref Utf8JsonReader reader, DocumentPlace place)
    {
        var seen = new Dictionary<object, DocumentPath>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Decode(reader.ValueSpan);
            var path = place.Path.Member(name);
            var declared = place.Find(name);
            reader.Read();
            if (seen.TryGetValue((object?)declared ?? name, out var earlier))
            {
                earlier.IsOverwritten = true;
            }

            seen[(object?)declared ?? name] = path;
            Take(ref reader, MemberOf(place, name, declared, isPurpose: place.HasPurposes && reader.TokenType == JsonTokenType.StartObject) with { Path = path });
        }
    }

    private DocumentPlace MemberOf(DocumentPlace place, string name, ModelField? declared, bool isPurpose) => place with
    {
        Declared = isPurpose || place.Models.Count == 0 ? place.Declared : declared,
        Models = isPurpose ? place.Models : declared is null ? [] : ModelsOf(declared),
        Root = place.Root ?? declared,
        Attribute = place.Attribute ?? (place.Models.Count == 0 && place.Declared is not null ? name : null),
        HasPurposes = declared == Consents.Gdpr || declared == Consents.Ccpa,
        IsPersonal = place.IsPersonal || declared is { IsPersonal: true },
    };

    private IReadOnlyList<ModelFields> ModelsOf(ModelField declared) =>
        declared == Batch.DeviceInfo && _isFirehose ? [MParticleDeviceInfo.Wire.All, MParticleApplicationInfo.Wire.All, _environment]
        : declared == Batch.DeviceInfo ? [MParticleDeviceInfo.Wire.All]
        : declared == _data ? _event
        : declared == Notification.Data ? [Notification.All]
        : declared.Child is { } child ? [child]
        : [];

    private void TakeInputs(ref Utf8JsonReader reader, DocumentPlace place, bool areNotifications, bool count)
    {
        var index = 0;
        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            var item = place with { Path = place.Path.Item(i), Declared = null, Models = [Notification.All] };
            var isInput = count && (!areNotifications || reader.TokenType == JsonTokenType.StartObject);
            if (!areNotifications)
            {
                _event = [_inner, .. isInput ? ModelsOf(_batch.Events[index]) : [], .. MParticleEventTypes.Fields];
                item = item with { Models = _isFirehose ? [_message, .. _event] : [_wrapper] };
            }

            if (isInput)
            {
                item = item with { Input = _inputs.Count };
                _inputs.Add(new DocumentInput(item.Path, areNotifications, index));
                index++;
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
