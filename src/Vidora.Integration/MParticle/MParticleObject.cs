using System.Globalization;
using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>
/// A part of an mParticle document: a typed view over its JSON. A property decodes its value when it is asked, so a
/// model costs little until it is used; numbers and booleans are taken as text too, and null, <c>""</c>, zero GUIDs,
/// zero ids and zero times are absent (mParticle JSON reference and captures). A value that does not fit the property's
/// type is null; the mapper reports it.
/// </summary>
public abstract class MParticleObject
{
    private readonly JsonPosition[] _positions;
    private JsonSource? _source;

    private protected MParticleObject() => _positions = new JsonPosition[Declaration.Count];

    /// <summary>Gets the declared fields.</summary>
    internal abstract ModelFields Declaration { get; }

    /// <summary>Gets the names of the declared fields.</summary>
    internal Utf8Names FieldNames => Declaration.Names;

    /// <summary>Where the value of each field is.</summary>
    internal JsonPosition[] Positions => _positions;

    internal JsonSource? Source => _source;

    /// <summary>The document that <see cref="Positions"/> are in; empty when no field is set.</summary>
    internal ReadOnlySpan<byte> Json => _source is null ? default : _source.Span;

    internal JsonToken this[int field] => _source is null ? default : _source.At(_positions[field]);

    /// <summary>Looks at another document, with all fields absent.</summary>
    internal void Attach(JsonSource source)
    {
        _source = source;
        Array.Clear(_positions);
    }

    /// <summary>
    /// Takes the fields of the JSON object that <paramref name="cursor"/> stands on and leaves it behind the object. Of a
    /// name that comes twice the last value counts; unknown names are passed over.
    /// </summary>
    internal void ReadFields(ref JsonCursor cursor)
    {
        var names = FieldNames;
        var last = names.Start;
        for (var more = cursor.EnterObject(); more; more = cursor.NextMember())
        {
            var field = cursor.TakeName(names, ref last);
            var position = cursor.TakeValue();
            if (field >= 0)
            {
                _positions[field] = position;
            }
        }
    }

    /// <summary>Appends this object as JSON, under the names of the mParticle JSON reference.</summary>
    internal void AppendJson(Utf8Buffer output)
    {
        var separator = (byte)'{';
        for (var field = 0; field < _positions.Length; field++)
        {
            if (!_positions[field].IsAbsent)
            {
                output.Append(separator);
                JsonText.AppendString(output, FieldNames[field]);
                output.Append((byte)':');
                output.Append(this[field].Raw);
                separator = (byte)',';
            }
        }

        if (separator == (byte)'{')
        {
            output.Append(separator);
        }

        output.Append((byte)'}');
    }

    /// <summary>The object in that field as a model; null when there is none.</summary>
    private protected T? GetChild<T>(int field)
        where T : MParticleObject, new()
    {
        return this[field].Shape == JsonTokenShape.Map ? ReadChild<T>(_positions[field].Start) : null;
    }

    /// <summary>The objects of the list in that field; empty when there is none.</summary>
    private protected IReadOnlyList<T> GetChildren<T>(int field)
        where T : MParticleObject, new()
    {
        if (_positions[field].IsAbsent)
        {
            return [];
        }

        var children = new List<T>();
        var items = new JsonItems(Json, _positions[field]);
        while (items.MoveNext())
        {
            if (items.IsObject)
            {
                children.Add(ReadChild<T>(items.Position));
            }
        }

        return children;
    }

    private protected T ReadChild<T>(int position)
        where T : MParticleObject, new()
    {
        var child = new T();
        child.AttachTo(_source!, position);
        return child;
    }

    /// <summary>Looks at the JSON object that begins at <paramref name="position"/> and says where it ends.</summary>
    internal int AttachTo(JsonSource source, int position)
    {
        Attach(source);
        return TakeMembers(position);
    }

    /// <summary>Takes the fields of the JSON object that begins at <paramref name="position"/> of the same document.</summary>
    private protected int TakeMembers(int position)
    {
        var names = FieldNames;
        var last = names.Start;
        var members = new JsonMembers(_source!.Span, position);
        while (members.MoveNext())
        {
            if (!names.TryGuess(members.NameAndRest, ref last, out var field, out _))
            {
                field = members.NameHasEscapes ? names.FindEscaped(members.Name) : names.FindNext(members.Name, ref last);
            }

            if (field >= 0)
            {
                _positions[field] = members.Value.IsAbsent ? default : members.ValuePosition;
            }
        }

        return members.End;
    }

    private protected MParticleAttributes? GetAttributes(int field, int? listsField = null)
    {
        var lists = listsField is { } other ? _positions[other] : default;
        return this[field].Shape == JsonTokenShape.Map || !lists.IsAbsent ? new MParticleAttributes(_source!, _positions[field], lists) : null;
    }

    private protected IReadOnlyList<string> GetTexts(int field)
    {
        var texts = new List<string>();
        foreach (var item in this[field].Items)
        {
            if (item.GetTextOrEmpty() is { } text)
            {
                texts.Add(text);
            }
        }

        return texts;
    }

    /// <summary>The scalars of the map in that field as text, null where nothing is set; empty when there are none.</summary>
    private protected IReadOnlyDictionary<string, string?> GetSettings(int field)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var member in this[field].Members)
        {
            settings[JsonText.Decode(member.Name)] = member.Value.GetTextOrEmpty();
        }

        return settings;
    }

    private protected void Set(int field, string? value)
    {
        if (Begin(field, value is not null) is { } built)
        {
            JsonText.AppendString(built, value);
        }
    }

    private protected void Set(int field, bool? value)
    {
        _source ??= new JsonSource();
        _positions[field] = value switch { true => JsonConstants.True, false => JsonConstants.False, null => default };
    }

    private protected void Set(int field, long? value)
    {
        if (Begin(field, value is not null) is { } built)
        {
            built.Append(value!.Value);
            built.Append((byte)' ');
        }
    }

    private protected void Set(int field, ulong? value) => SetDigits(field, value?.ToString(CultureInfo.InvariantCulture));

    private protected void Set(int field, decimal? value) => SetDigits(field, value?.ToString(CultureInfo.InvariantCulture));

    private protected void Set(int field, double? value) =>
        SetDigits(field, value is { } number && double.IsFinite(number) ? number.ToString("R", CultureInfo.InvariantCulture) : null);

    private protected void Set(int field, DateTimeOffset? value) => Set(field, value?.ToUnixTimeMilliseconds());

    private protected void Set(int field, MParticleAttributes? value)
    {
        if (Begin(field, value is not null) is { } built)
        {
            value!.AppendJson(built);
        }
    }

    private protected void Set(int field, MParticleObject? value)
    {
        if (Begin(field, value is not null) is { } built)
        {
            value!.AppendJson(built);
        }
    }

    private protected void Set(int field, IReadOnlyList<string>? values) =>
        SetList(field, values, static (built, text) => JsonText.AppendString(built, text));

    private protected void Set(int field, IEnumerable<MParticleObject>? values) =>
        SetList(field, values, static (built, child) => child.AppendJson(built));

    /// <summary>Starts a value of a model that is built by hand; null when the value is to be absent.</summary>
    private protected Utf8Buffer? Begin(int field, bool present)
    {
        _source ??= new JsonSource();
        if (_source.Built.Length >= JsonPosition.MaxDocumentBytes)
        {
            throw new InvalidOperationException("A model that is built by hand can hold no more than 4 MiB.");
        }

        _positions[field] = present ? JsonPosition.At(_source.Built.Length) : default;
        return present ? _source.Built : null;
    }

    private void SetDigits(int field, string? digits)
    {
        if (Begin(field, digits is not null) is { } built)
        {
            JsonText.AppendEscaped(built, digits);
            built.Append((byte)' ');
        }
    }

    private void SetList<T>(int field, IEnumerable<T>? values, Action<Utf8Buffer, T> append)
    {
        if (Begin(field, values is not null) is { } built)
        {
            built.Append((byte)'[');
            var first = true;
            foreach (var value in values!)
            {
                if (!first)
                {
                    built.Append((byte)',');
                }

                append(built, value);
                first = false;
            }

            built.Append((byte)']');
        }
    }
}
