using System.Globalization;
using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>
/// Views a part of an mParticle document. A property decodes its value on access. Numbers and booleans may stand as text;
/// null, <c>""</c>, zero GUIDs, zero ids and zero times are absent (mParticle JSON reference and captures). A value that does
/// not fit the property's type is null; the mapper reports it.
/// </summary>
public abstract class MParticleObject
{
    private readonly JsonPosition[] _positions;
    private JsonSource? _source;

    private protected MParticleObject() => _positions = new JsonPosition[Declaration.Count];

    private protected MParticleObject(JsonSource source, JsonPosition[] positions) => (_source, _positions) = (source, positions);

    /// <summary>Gets the declared fields.</summary>
    internal abstract ModelFields Declaration { get; }

    /// <summary>Gets the names of the declared fields.</summary>
    internal Utf8Names FieldNames => Declaration.Names;

    /// <summary>Gets the position of each field's value.</summary>
    internal JsonPosition[] Positions => _positions;

    internal JsonSource? Source => _source;

    /// <summary>Gets the document of <see cref="Positions"/>; empty when no field is set.</summary>
    internal ReadOnlySpan<byte> Json => _source is null ? default : _source.Span;

    internal JsonToken this[int field] => _source is null ? default : _source.At(_positions[field]);

    /// <summary>Lets a new model look at a document.</summary>
    internal void Attach(JsonSource source) => _source = source;

    /// <summary>Lets a model look at another document, with all fields absent.</summary>
    internal void Reattach(JsonSource source)
    {
        Attach(source);
        Array.Clear(_positions);
    }

    /// <summary>
    /// Takes the fields of the object that the cursor stands on. Of a name that comes twice the last value counts; unknown
    /// names are skipped.
    /// </summary>
    internal void ReadFields(ref JsonCursor cursor)
    {
        var names = FieldNames;
        var last = names.Start;

        // A local cursor stays in registers.
        var own = cursor;
        for (var more = own.EnterObject(); more; more = own.NextMember())
        {
            var field = own.TakeName(names, ref last);
            var position = own.TakeValue();
            if (field >= 0)
            {
                _positions[field] = position;
            }
        }

        cursor = own;
    }

    /// <summary>Looks at the object that begins at <paramref name="start"/> of a document.</summary>
    internal void Read(JsonSource source, int start)
    {
        Reattach(source);
        var cursor = new JsonCursor(source.Span, start);
        ReadFields(ref cursor);
    }

    /// <summary>Reads the object in a field into a model that is reused. Returns false when there is no object.</summary>
    internal bool TryRead(int field, MParticleObject child)
    {
        if (this[field].Shape != JsonTokenShape.Map)
        {
            return false;
        }

        child.Read(Source!, _positions[field].Start);
        return true;
    }

    /// <summary>Appends this object as JSON, under the first names of its fields.</summary>
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

    /// <summary>Returns the object in that field as a model; null when there is none.</summary>
    private protected T? GetChild<T>(int field)
        where T : MParticleObject, new()
    {
        return this[field].Shape == JsonTokenShape.Map ? ReadChild<T>(_positions[field].Start) : null;
    }

    /// <summary>Returns the objects of a list as models; empty when there are none.</summary>
    private protected IReadOnlyList<T> GetChildren<T>(int field)
        where T : MParticleObject, new()
    {
        if (_positions[field].IsAbsent)
        {
            return [];
        }

        var children = new List<T>();
        var cursor = new JsonCursor(Json, _positions[field]);
        for (var more = cursor.IsList && cursor.EnterList(); more; more = cursor.NextItem())
        {
            if (cursor.IsObject)
            {
                var child = new T();
                child.Attach(_source!);
                child.ReadFields(ref cursor);
                children.Add(child);
            }
            else
            {
                cursor.TakeValue();
            }
        }

        return children;
    }

    private protected T ReadChild<T>(int start)
        where T : MParticleObject, new()
    {
        var child = new T();
        child.Read(_source!, start);
        return child;
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
            if (item.Value.GetTextOrEmpty() is { } text)
            {
                texts.Add(text);
            }
        }

        return texts;
    }

    /// <summary>Returns the scalars of a map as text, null where nothing is set; empty when there are none.</summary>
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

    /// <summary>Starts a value of a model that is built by hand. Returns null for an absent value.</summary>
    private protected Utf8Buffer? Begin(int field, bool present)
    {
        _source ??= new JsonSource();
        if (_source.Built.Length >= JsonPosition.MaxDocumentBytes)
        {
            throw new InvalidOperationException("A model that is built by hand can hold 4 MiB. Use fewer or smaller values.");
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
