using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Vidora.Integration.Json;

namespace Vidora.Integration.Pipelines.Activity;

/// <summary>Reads what the pipelines need from the JSON of events. It never throws because of data.</summary>
internal sealed class ActivityReader(Catalog catalog, Watch watch)
{
    private const long DaySeconds = 86_400;
    private const int FieldsSampledFirst = 200;
    private const int FieldsSampledEvery = 32;
    private const int MaxFieldsPerType = 500;

    private readonly Dictionary<(int User, int Attribute), (int Shape, double Value)> _lastValues = [];
    private readonly List<long> _seenOfType = [];
    private readonly Range[] _fieldValues = new Range[watch.Fields.Count];
    private readonly Range[] _attributeValues = new Range[watch.Attributes.Count];
    private char[] _text = new char[512];

    /// <summary>Adds the records of an event to a list. Returns false when the event has no user, type or time.</summary>
    public bool Read(in KnownEvent item, List<ActivityRecord> records)
    {
        var json = item.Event.Utf8Json.Span;
        Range user = default, type = default, id = default, category = default, platform = default, amount = default;
        Range changed = default, newValue = default, deleted = default, pushType = default;
        long? time = null;
        Array.Clear(_fieldValues);
        Array.Clear(_attributeValues);
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var name = reader.ValueSpan;
                var isEscaped = reader.ValueIsEscaped;
                reader.Read();
                var value = (int)reader.TokenStartIndex..(int)reader.BytesConsumed;
                if (reader.TokenType is JsonTokenType.StartArray or JsonTokenType.StartObject)
                {
                    reader.Skip();
                    continue;
                }

                if (isEscaped)
                {
                    continue;
                }

                for (var i = 0; i < _fieldValues.Length; i++)
                {
                    if (name.SequenceEqual(watch.FieldBytes[i]))
                    {
                        _fieldValues[i] = value;
                    }
                }

                if (name.StartsWith("user_"u8))
                {
                    if (name.Length == 7 && name.SequenceEqual("user_id"u8))
                    {
                        user = value;
                        continue;
                    }

                    for (var i = 0; i < _attributeValues.Length; i++)
                    {
                        if (name.SequenceEqual(watch.AttributeBytes[i]))
                        {
                            _attributeValues[i] = value;
                        }
                    }

                    continue;
                }

                switch (name.Length)
                {
                    case 4 when name.SequenceEqual("type"u8): type = value; break;
                    case 7 when name.SequenceEqual("deleted"u8): deleted = value; break;
                    case 8 when name.SequenceEqual("event_id"u8): id = value; break;
                    case 8 when name.SequenceEqual("platform"u8): platform = value; break;
                    case 9 when name.SequenceEqual("timestamp"u8): time = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var seconds) ? seconds : null; break;
                    case 9 when name.SequenceEqual("new_value"u8): newValue = value; break;
                    case 12 when name.SequenceEqual("total_amount"u8): amount = value; break;
                    case 14 when name.SequenceEqual("attribute_name"u8): changed = value; break;
                    case 16 when name.SequenceEqual("product_category"u8): category = value; break;
                    case 17 when name.SequenceEqual("push_message_type"u8): pushType = value; break;
                }
            }
        }
        catch (JsonException)
        {
            return false;
        }

        if (Text(json, user).Length == 0 || Known(item, ref time) is not { } known)
        {
            return false;
        }

        var typeName = Text(json, type);
        if (typeName.Length == 0)
        {
            return false;
        }

        var isChange = typeName.SequenceEqual("user_attribute_change");
        var isPassive = isChange || typeName.SequenceEqual("user_identity_change")
            || (typeName.SequenceEqual("push_message") && json[pushType] is var push && !push.SequenceEqual("\"action\""u8) && push.Length > 0);
        var typeNumber = catalog.Types.Add(typeName);
        SampleFields(json, typeNumber);
        var conditions = 0u;
        for (var i = 0; i < watch.Conditions.Count; i++)
        {
            conditions |= Meets(json, watch.Conditions[i], catalog.Types[typeNumber]) ? 1u << i : 0;
        }

        var record = new ActivityRecord
        {
            User = catalog.Users.Add(Text(json, user)),
            Time = (uint)Math.Clamp(time!.Value, 1, uint.MaxValue),
            Known = (uint)Math.Clamp(known, 1, uint.MaxValue),
            Value = Number(json, amount) is { } paid and > 0 and < 1e9 ? paid : 0,
            Id = Hash(json[id]),
            Shape = catalog.Add(new Shape(
                typeNumber,
                Text(json, category) is { Length: > 0 } categoryName ? catalog.Categories.Add(categoryName) : -1,
                Text(json, platform) is { Length: > 0 } platformName ? catalog.Platforms.Add(platformName) : -1,
                conditions,
                isPassive ? ShapeFlags.Passive : ShapeFlags.None)),
        };
        records.Add(record);
        for (var i = 0; i < _attributeValues.Length; i++)
        {
            AddValue(json, _attributeValues[i], i, false, record, records);
        }

        if (isChange && Text(json, changed) is { Length: > 0 } attribute)
        {
            catalog.Attributes.Add(attribute.ToString());
            var index = watch.Attributes.ToList().IndexOf(attribute.ToString().TrimStart('$'));
            if (index >= 0)
            {
                AddValue(json, newValue, index, json[deleted].SequenceEqual("true"u8), record, records);
            }
        }

        return true;
    }

    /// <summary>Returns from when the event was known, and moves its time there when it is later; null without any time.</summary>
    private static long? Known(in KnownEvent item, ref long? time)
    {
        var received = item.ReceivedAt?.ToUnixTimeSeconds();
        time ??= received;
        var known = item.IsLive && time < received - DaySeconds ? time : received ?? time;
        time = Math.Min(time ?? 0, known ?? 0);
        return known;
    }

    private void AddValue(ReadOnlySpan<byte> json, Range range, int attribute, bool isRemoved, in ActivityRecord source, List<ActivityRecord> records)
    {
        var value = json[range];
        if (!isRemoved && (value.Length == 0 || value.SequenceEqual("null"u8)))
        {
            return;
        }

        var number = isRemoved ? null : Number(json, range);
        var shape = catalog.Add(new Shape(
            attribute,
            isRemoved || number is not null ? -1 : catalog.Values.Add(Text(json, range)),
            -1,
            0,
            ShapeFlags.Attribute | (isRemoved ? ShapeFlags.Removed : number is not null ? ShapeFlags.Number : 0)));
        var last = (shape, number ?? 0);
        if (_lastValues.TryGetValue((source.User, attribute), out var before) && before == last)
        {
            return;
        }

        _lastValues[(source.User, attribute)] = last;
        records.Add(source with { Shape = shape, Value = number ?? 0, Id = 0 });
    }

    private bool Meets(ReadOnlySpan<byte> json, EventCondition condition, string type)
    {
        if (!condition.Events.Contains(type, StringComparer.Ordinal))
        {
            return false;
        }

        foreach (var (field, wanted) in condition.Where)
        {
            var range = _fieldValues[watch.Fields.ToList().IndexOf(field)];
            if (!Text(json, range).SequenceEqual(wanted)
                && !(Number(json, range) is { } number && double.TryParse(wanted, NumberStyles.Float, CultureInfo.InvariantCulture, out var other) && number == other))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Keeps the names of fields for suggestions: of the first events of a type, then of some.</summary>
    private void SampleFields(ReadOnlySpan<byte> json, int type)
    {
        while (_seenOfType.Count <= type)
        {
            _seenOfType.Add(0);
        }

        var seen = _seenOfType[type]++;
        var fields = catalog.FieldsOf(type);
        if ((seen >= FieldsSampledFirst && seen % FieldsSampledEvery != 0) || fields.Count >= MaxFieldsPerType)
        {
            return;
        }

        var reader = new Utf8JsonReader(json);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Decode(reader.ValueSpan);
            reader.Read();
            reader.Skip();
            if (!name.StartsWith("user_", StringComparison.Ordinal))
            {
                fields.Add(name);
            }
            else if (name != "user_id" && name != "user_agent" && catalog.Attributes.Count < MaxFieldsPerType)
            {
                catalog.Attributes.Add(name[5..]);
            }
        }
    }

    /// <summary>Returns a text without its quotes, or another scalar as it is written. Valid until the next call.</summary>
    private ReadOnlySpan<char> Text(ReadOnlySpan<byte> json, Range range)
    {
        var value = json[range];
        if (value.SequenceEqual("null"u8))
        {
            return default;
        }

        if (value is [(byte)'"', .., (byte)'"'])
        {
            value = value[1..^1];
            if (value.Contains((byte)'\\'))
            {
                return JsonText.Decode(value);
            }
        }

        if (_text.Length < value.Length)
        {
            _text = new char[value.Length];
        }

        return Utf8.ToUtf16(value, _text, out _, out var written) == OperationStatus.Done ? _text.AsSpan(0, written) : JsonText.Decode(value);
    }

    private static double? Number(ReadOnlySpan<byte> json, Range range)
    {
        var value = json[range];
        value = value is [(byte)'"', .., (byte)'"'] ? value[1..^1] : value;
        return value.Length is > 0 and <= 32 && double.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : null;
    }

    /// <summary>Returns 40 bits of a hash, never 0 for text that is not empty.</summary>
    private static ulong Hash(ReadOnlySpan<byte> id)
    {
        if (id.Length == 0 || id.SequenceEqual("\"\""u8) || id.SequenceEqual("null"u8))
        {
            return 0;
        }

        // The id is equal as text and as number.
        id = id is [(byte)'"', .., (byte)'"'] ? id[1..^1] : id;
        var hash = 14695981039346656037UL;
        foreach (var letter in id)
        {
            hash = (hash ^ letter) * 1099511628211UL;
        }

        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        return ((hash ^ (hash >> 31)) & 0xFF_FFFF_FFFF) | 1;
    }
}
