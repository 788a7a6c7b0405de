using System.Text.Json;
using Vidora.Integration.Json;

namespace Vidora.Integration.Mapping.Explaining;

/// <summary>A document that is known to be valid, taken apart into its fields, its events and its notifications.</summary>
internal sealed class DocumentOutline
{
    /// <summary>The number of no event: the field belongs to the batch.</summary>
    public const int Context = -1;

    private readonly List<DocumentField> _fields = [];
    private readonly List<DocumentInput> _inputs = [];

    private DocumentOutline(ReadOnlyMemory<byte> json) => Json = json;

    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>All fields, in the order of the document.</summary>
    public IReadOnlyList<DocumentField> Fields => _fields;

    /// <summary>The events and the notifications, in the order of the document.</summary>
    public IReadOnlyList<DocumentInput> Inputs => _inputs;

    /// <summary>Where the lists of events and of notifications are, brackets included; of a name that comes twice the last one.</summary>
    public (int Start, int End) Events { get; private set; }

    /// <inheritdoc cref="Events"/>
    public (int Start, int End) Notifications { get; private set; }

    public static DocumentOutline Of(ReadOnlyMemory<byte> json)
    {
        var outline = new DocumentOutline(json);
        outline.FindLists();
        var reader = outline.Reader();
        outline.TakeMembers(ref reader, DocumentPath.Root, Context);
        return outline;
    }

    /// <summary>The value of a field.</summary>
    public ReadOnlySpan<byte> ValueOf(DocumentField field) => Json.Span[field.Start..field.End];

    private Utf8JsonReader Reader()
    {
        var reader = new Utf8JsonReader(Json.Span, new JsonReaderOptions { MaxDepth = MParticleReadLimits.GreatestDepth });
        reader.Read();
        return reader;
    }

    private void FindLists()
    {
        var reader = Reader();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Decode(reader.ValueSpan);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            var isList = reader.TokenType == JsonTokenType.StartArray;
            reader.Skip();
            var extent = isList ? (start, (int)reader.BytesConsumed) : default;
            switch (name)
            {
                case "events":
                    Events = extent;
                    break;
                case "system_notifications":
                    Notifications = extent;
                    break;
            }
        }
    }

    private void Take(ref Utf8JsonReader reader, DocumentPath path, int input)
    {
        var start = (int)reader.TokenStartIndex;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                TakeMembers(ref reader, path, input);
                break;
            case JsonTokenType.StartArray when start == Events.Start || start == Notifications.Start:
                TakeInputs(ref reader, path, isNotifications: start == Notifications.Start);
                break;
            case JsonTokenType.StartArray when HoldsScalars(reader):
                reader.Skip();
                break;
            case JsonTokenType.StartArray:
                for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
                {
                    Take(ref reader, path.Item(i), input);
                }

                return;
        }

        // An object or a list of events is a field itself only when there is none in it.
        if (_fields.Count == 0 || _fields[^1].Start < start)
        {
            _fields.Add(new DocumentField(path, start, (int)reader.BytesConsumed, input));
        }
    }

    private void TakeMembers(ref Utf8JsonReader reader, DocumentPath path, int input)
    {
        var seen = new Dictionary<string, DocumentPath>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = path.Member(JsonText.Decode(reader.ValueSpan));
            foreach (var name in WireNames.Of(member.Name!))
            {
                if (seen.TryGetValue(name, out var earlier))
                {
                    earlier.IsOverwritten = true;
                }

                seen[name] = member;
            }

            reader.Read();
            Take(ref reader, member, input);
        }
    }

    private void TakeInputs(ref Utf8JsonReader reader, DocumentPath path, bool isNotifications)
    {
        var index = 0;
        for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
        {
            var item = path.Item(i);
            if (isNotifications && reader.TokenType != JsonTokenType.StartObject)
            {
                Take(ref reader, item, Context);
                continue;
            }

            var start = (int)reader.TokenStartIndex;
            var number = _inputs.Count;
            _inputs.Add(null!);
            Take(ref reader, item, number);
            _inputs[number] = new DocumentInput(item, isNotifications, index, start, (int)reader.BytesConsumed);
            index++;
        }
    }

    /// <summary>Whether the list that the copied reader stands on holds no lists and no objects.</summary>
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
