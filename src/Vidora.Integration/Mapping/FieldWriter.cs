using Vidora.Integration.Json;
using Vidora.Integration.MParticle;

namespace Vidora.Integration.Mapping;

/// <summary>
/// Writes the fields of an event, or of the context that all events of a batch share, as bytes. Values are copied as they
/// are in the document. A name that is taken gets a number as suffix.
/// </summary>
internal sealed class FieldWriter(Utf8Buffer output, NameSet names, EventWriter issues)
{
    /// <summary>Gets a buffer for names that are changed before they are written.</summary>
    public Utf8Buffer Scratch { get; } = new();

    /// <summary>Gets or sets the record of where the fields come from; null when it is not wanted.</summary>
    public FieldSources? Sources { get; set; }

    /// <summary>Reserves a name without writing a field.</summary>
    public void Reserve(FieldName name) => names.Take(name);

    /// <summary>
    /// Writes a field of the document. Any scalar becomes text where text belongs; text becomes a number or a boolean where
    /// one belongs. Digits are kept.
    /// </summary>
    public void Field(FieldName name, FieldKind kind, ReadOnlySpan<byte> json, JsonPosition position, string path)
    {
        Sources?.Begin(output.Length, position);
        if (position.IsPlain && KindOf(json[position.Start]) == kind && !(kind == FieldKind.Text && position.Length is 2 or 38))
        {
            Copy(name, json, position.Start, position.Length);
        }
        else if (!position.IsAbsent)
        {
            Convert(name, kind, JsonToken.At(json, position), position, path);
        }
    }

    /// <summary>Writes an id as text, with the number of an event that is one of several.</summary>
    public void Id(FieldName name, in JsonToken id, int? number, JsonPosition source)
    {
        Sources?.Begin(output.Length, source);
        BeginText(name);
        if (!JsonText.CopyEscaped(output, id.Inner) && number is null or 0)
        {
            issues.Report(MappingIssueCode.TextRepaired, name.ToString());
        }

        if (number is { } one)
        {
            output.Append((byte)':');
            output.Append(one);
        }

        output.Append((byte)'"');
    }

    /// <summary>Writes text in the words of this library.</summary>
    public void Word(FieldName name, string? word, JsonPosition source = default)
    {
        Sources?.Begin(output.Length, source);
        if (!string.IsNullOrEmpty(word))
        {
            BeginText(name);
            JsonText.AppendEscaped(output, word);
            output.Append((byte)'"');
        }
    }

    public void Number(FieldName name, long value, JsonPosition source = default)
    {
        Sources?.Begin(output.Length, source);
        names.Take(name);
        output.Append(name.Lead, 0, name.LeadLength);
        output.Append(value);
    }

    public void Boolean(FieldName name, bool value, JsonPosition source)
    {
        Sources?.Begin(output.Length, source);
        Copy(name, value ? "true"u8 : "false"u8);
    }

    /// <summary>Writes a value as it is. Lists and objects become compact JSON text; null is left out.</summary>
    public void Value(FieldName name, in JsonToken value, string path, JsonPosition source)
    {
        Sources?.Begin(output.Length, source);
        if (!value.IsAbsent)
        {
            names.Take(name);
            output.Append(name.Lead[..(name.LeadLength - 2)]);
            CopyValue(value.Raw, path, default);
        }
    }

    /// <summary>Writes the values of a map under their own names, each after <paramref name="prefix"/>.</summary>
    public void Attributes(NamePrefix prefix, ReadOnlySpan<byte> json, JsonPosition attributes, string path)
    {
        ReportUnlessObject(json, attributes, path);
        var cursor = new JsonCursor(json, attributes);
        for (var more = cursor.IsObject && cursor.EnterObject(); more; more = cursor.NextMember())
        {
            Attribute(prefix, json, ref cursor, path);
        }
    }

    /// <summary>Writes a value under its own name. Null is left out.</summary>
    /// <param name="prefix">The text before the name.</param>
    /// <param name="json">The document.</param>
    /// <param name="cursor">At the name; after the value when this returns.</param>
    /// <param name="path">The map that it is in, for issues.</param>
    public void Attribute(NamePrefix prefix, ReadOnlySpan<byte> json, ref JsonCursor cursor, string path)
    {
        var nameStart = cursor.Position + 1;
        var name = cursor.TakeName(out var hasEscapes);
        var valueStart = cursor.Position;
        var value = cursor.TakeValue();
        if (value.IsPlain && !hasEscapes && !name.IsEmpty && valueStart == nameStart + name.Length + 2)
        {
            // Without escapes and white space, name and value are copied together.
            var start = output.Length;
            Sources?.Begin(start, value);
            output.Append(prefix.Lead, 0, NamePrefix.NameStart + prefix.NameLength);
            output.Append(json, nameStart, cursor.Position - nameStart);
            if (names.TryTake(start + NamePrefix.NameStart, prefix.NameLength + name.Length))
            {
                return;
            }

            output.Truncate(start);
        }

        Attribute(prefix, name, hasEscapes, json[valueStart..cursor.Position], JsonPosition.At(valueStart), path);
    }

    /// <summary>Writes a value under a name that is given escaped. Null is left out.</summary>
    public void Attribute(NamePrefix prefix, ReadOnlySpan<byte> name, bool nameHasEscapes, ReadOnlySpan<byte> value, JsonPosition position, string path)
    {
        if (name.IsEmpty)
        {
            Reject(MappingIssueCode.InvalidAttributeName, path, position);
        }
        else if (value[0] != (byte)'n')
        {
            Sources?.Begin(output.Length, position);
            Name(prefix, name, nameHasEscapes, path);
            CopyValue(value, path, name);
        }
    }

    /// <summary>Writes a boolean under a name that is given escaped.</summary>
    public void Boolean(
        NamePrefix prefix, ReadOnlySpan<byte> name, bool nameHasEscapes, ReadOnlySpan<byte> json, JsonPosition value, string path)
    {
        if (value.IsAbsent || json[value.Start] == (byte)'n')
        {
            return;
        }

        if (JsonToken.At(json, value).GetBoolean() is not { } boolean)
        {
            Reject(MappingIssueCode.InvalidValue, $"{path}.{JsonText.Decode(name)}", value);
        }
        else
        {
            Attribute(prefix, name, nameHasEscapes, boolean ? "true"u8 : "false"u8, value, path);
        }
    }

    /// <summary>Reports a value that should be an object and is not.</summary>
    public void ReportUnlessObject(ReadOnlySpan<byte> json, JsonPosition position, string path) =>
        ReportUnless((byte)'{', json, position, path);

    /// <summary>Reports a value that should be a list and is not.</summary>
    public void ReportUnlessList(ReadOnlySpan<byte> json, JsonPosition position, string path) =>
        ReportUnless((byte)'[', json, position, path);

    /// <summary>Reports a value that is left out.</summary>
    public void Reject(MappingIssueCode code, string path, JsonPosition value)
    {
        Sources?.Reject(value, code);
        issues.Report(code, path);
    }

    /// <summary>Reports a name with a lone surrogate in it.</summary>
    public void ReportIfRepaired(ReadOnlySpan<byte> name, string path)
    {
        if (JsonText.HasLoneSurrogate(name))
        {
            issues.Report(MappingIssueCode.TextRepaired, $"{path}.{JsonText.Decode(name)}");
        }
    }

    private void ReportUnless(byte opening, ReadOnlySpan<byte> json, JsonPosition position, string path)
    {
        if (!position.IsAbsent && json[position.Start] != opening)
        {
            var value = JsonToken.At(json, position);
            if (!value.IsAbsent && !value.IsZeroText)
            {
                Reject(MappingIssueCode.InvalidValue, path, position);
            }
        }
    }

    /// <summary>Returns the kind of a scalar by its first byte.</summary>
    private static FieldKind KindOf(byte first) => first switch
    {
        (byte)'"' => FieldKind.Text,
        <= (byte)'9' => FieldKind.Number,
        _ => FieldKind.Boolean,
    };

    /// <summary>Writes a field whose value cannot be copied as it is.</summary>
    private void Convert(FieldName name, FieldKind kind, in JsonToken value, JsonPosition position, string path)
    {
        if (value.IsAbsent || value.IsZeroText)
        {
            return;
        }

        if (kind == FieldKind.Text && !value.IsContainer)
        {
            BeginText(name);
            CopyText(value, path, default);
        }
        else if (kind == FieldKind.Number && value.IsNumber)
        {
            Copy(name, value.Inner);
        }
        else if (kind == FieldKind.Boolean && value.GetBoolean() is { } boolean)
        {
            Copy(name, boolean ? "true"u8 : "false"u8);
        }
        else
        {
            Reject(MappingIssueCode.InvalidValue, path, position);
        }
    }

    private void BeginText(FieldName name)
    {
        names.Take(name);
        output.Append(name.TextLead);
    }

    /// <summary>Writes a field whose value can be copied as it is.</summary>
    private void Copy(FieldName name, ReadOnlySpan<byte> value) => Copy(name, value, 0, value.Length);

    private void Copy(FieldName name, ReadOnlySpan<byte> json, int start, int length)
    {
        names.Take(name);
        output.Append(name.Lead, 0, name.LeadLength);
        output.Append(json, start, length);
    }

    /// <summary>Writes the customer's name, with a suffix when it is taken.</summary>
    private void Name(NamePrefix prefix, ReadOnlySpan<byte> name, bool hasEscapes, string path)
    {
        var start = output.Length + NamePrefix.NameStart;
        output.Append(prefix.Lead, 0, NamePrefix.NameStart + prefix.NameLength);
        if (hasEscapes)
        {
            // One spelling for each name, so that names can be compared as bytes.
            ReportIfRepaired(name, path);
            JsonText.AppendEscaped(output, JsonText.Decode(name));
        }
        else
        {
            output.Append(name);
        }

        if (!names.TryTake(start, output.Length - start))
        {
            Rename(start);
            Sources?.Renamed.Add(start - NamePrefix.NameStart);
            issues.Report(MappingIssueCode.AttributeRenamed, $"{path}.{JsonText.Decode(name)}");
        }
    }

    /// <summary>Appends the first number that makes the written name unique.</summary>
    private void Rename(int start)
    {
        var end = output.Length;
        var number = names.NextNumber(output.Written[start..end]);
        do
        {
            output.Truncate(end);
            output.Append((byte)'_');
            output.Append(number);
            number++;
        }
        while (!names.TryTake(start, output.Length - start));
        names.RememberNumber(output.Written[start..end], number - 1);
    }

    /// <summary>Closes the name and writes the value after it.</summary>
    private void CopyValue(ReadOnlySpan<byte> value, string path, ReadOnlySpan<byte> name)
    {
        output.Append(value[0] is (byte)'"' or (byte)'{' or (byte)'[' ? "\":\""u8 : "\":"u8);
        switch (value[0])
        {
            case (byte)'"':
                CopyText(new JsonToken(value), path, name);
                break;
            case (byte)'{' or (byte)'[':
                JsonText.AppendCompact(output, value);
                output.Append((byte)'"');
                break;
            default:
                output.Append(value);
                break;
        }
    }

    /// <summary>Copies the inside of a scalar and closes the quotes.</summary>
    private void CopyText(in JsonToken value, string path, ReadOnlySpan<byte> name)
    {
        if (!JsonText.CopyEscaped(output, value.Inner))
        {
            issues.Report(MappingIssueCode.TextRepaired, name.IsEmpty ? path : $"{path}.{JsonText.Decode(name)}");
        }

        output.Append((byte)'"');
    }
}
