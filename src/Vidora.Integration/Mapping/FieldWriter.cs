using System.Text;
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

    /// <summary>Gets or sets what the options say about attributes; null when they say nothing.</summary>
    public AttributeRules? Rules { get; set; }

    /// <summary>
    /// Writes a field of the document. Any scalar becomes text where text belongs; text becomes a number or a boolean where
    /// one belongs. Digits are kept.
    /// </summary>
    public void Field(FieldName name, FieldKind kind, ReadOnlySpan<byte> json, JsonPosition position, string path)
    {
        Sources?.Begin(output.Length, position);
        if (position.IsPlain && KindOf(json[position.Start]) == kind
            && (kind == FieldKind.Text ? position.Length is not (2 or 38) : kind == FieldKind.Boolean || IsOrdinaryNumber(json.Slice(position.Start, position.Length))))
        {
            Copy(name, json, position.Start, position.Length);
        }
        else if (!position.IsAbsent)
        {
            Convert(name, kind, JsonToken.At(json, position), position, path);
        }
    }

    /// <summary>Writes an id as text. Of an event that is one of several, the separator and its number follow.</summary>
    public void Id(FieldName name, in JsonToken id, ReadOnlySpan<byte> separator, int number, JsonPosition source)
    {
        Sources?.Begin(output.Length, source);
        output.Append(name.TextLead);
        if (!JsonText.CopyEscaped(output, id))
        {
            issues.Report(MappingIssueCode.TextRepaired, name.ToString());
        }

        if (!separator.IsEmpty)
        {
            output.Append(separator);
            output.Append(number);
        }

        output.Append((byte)'"');
    }

    /// <summary>Writes text in the words of this library.</summary>
    public void Word(FieldName name, string? word, JsonPosition source = default)
    {
        Sources?.Begin(output.Length, source);
        if (!string.IsNullOrEmpty(word))
        {
            output.Append(name.TextLead);
            JsonText.AppendEscaped(output, word);
            output.Append((byte)'"');
        }
    }

    public void Number(FieldName name, long value, JsonPosition source = default)
    {
        Sources?.Begin(output.Length, source);
        output.Append(name.Lead, 0, name.LeadLength);
        output.Append(value);
    }

    public void Boolean(FieldName name, bool value, JsonPosition source)
    {
        Sources?.Begin(output.Length, source);
        Copy(name, value ? "true"u8 : "false"u8);
    }

    /// <summary>Writes the old or new value of a user attribute. Lists and objects become compact JSON text; null is left out.</summary>
    /// <param name="name">The name of the field.</param>
    /// <param name="value">The value.</param>
    /// <param name="attribute">The name of the user attribute, unescaped.</param>
    /// <param name="source">Where the value is.</param>
    public void Value(FieldName name, in JsonToken value, ReadOnlySpan<byte> attribute, JsonPosition source)
    {
        if (!value.IsAbsent && !RejectValue(value, source, name.ToString(), default))
        {
            Sources?.Begin(output.Length, source);
            output.Append(name.Lead[..(name.LeadLength - 2)]);
            CopyValue(value.Raw, name.ToString(), default, Rules is { } rules && rules.IsTyped(attribute));
        }
    }

    /// <summary>Writes a list of texts as JSON text.</summary>
    /// <param name="name">The name of the field.</param>
    /// <param name="json">The list.</param>
    /// <param name="sources">Where the texts are.</param>
    public void List(FieldName name, ReadOnlySpan<byte> json, List<JsonPosition> sources)
    {
        Sources?.Begin(output.Length, default);
        sources.ForEach(source => Sources?.Add(output.Length, source));
        output.Append(name.TextLead);
        JsonText.AppendCompact(output, json);
        output.Append((byte)'"');
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
    /// <param name="nullIsTag">Whether null is written as true.</param>
    public void Attribute(NamePrefix prefix, ReadOnlySpan<byte> json, ref JsonCursor cursor, string path, bool nullIsTag = false)
    {
        var nameStart = cursor.Position + 1;
        var name = cursor.TakeName(out var hasEscapes);
        var valueStart = cursor.Position;
        var value = cursor.TakeValue();
        if (hasEscapes || !TryCopy(prefix, json, nameStart, name.Length, valueStart, value))
        {
            Attribute(prefix, name, hasEscapes, json[valueStart..cursor.Position], JsonPosition.At(valueStart), path, nullIsTag);
        }
    }

    /// <summary>Copies an attribute, name and value together. Returns false, and writes nothing, when it needs more than that.</summary>
    /// <param name="prefix">The text before the name.</param>
    /// <param name="json">The document.</param>
    /// <param name="nameStart">Where the name begins; it has no escapes.</param>
    /// <param name="nameLength">The length of the name.</param>
    /// <param name="valueStart">Where the value begins.</param>
    /// <param name="value">The value.</param>
    /// <param name="isLower">Whether the name, which is ASCII then, is written in lower case.</param>
    public bool TryCopy(NamePrefix prefix, ReadOnlySpan<byte> json, int nameStart, int nameLength, int valueStart, JsonPosition value, bool isLower = false)
    {
        if (!value.IsPlain || nameLength == 0 || valueStart != nameStart + nameLength + 2 || Rules is not null
            || !IsOrdinary(prefix, json.Slice(nameStart, nameLength), json.Slice(valueStart, value.Length)))
        {
            return false;
        }

        var start = output.Length;
        Sources?.Begin(start, value);
        output.Append(prefix.Lead, NamePrefix.NameStart + prefix.NameLength, json, nameStart, nameLength + 2 + value.Length);
        if (isLower)
        {
            Ascii.ToLowerInPlace(output.From(start + NamePrefix.NameStart + prefix.NameLength)[..nameLength], out _);
        }

        if (names.Take(start + NamePrefix.NameStart, prefix.NameLength + nameLength) == NameState.Free)
        {
            return true;
        }

        output.Truncate(start);
        return false;
    }

    /// <summary>Writes a value under a name that is given escaped. Null is left out, or is a tag.</summary>
    public void Attribute(
        NamePrefix prefix, ReadOnlySpan<byte> name, bool nameHasEscapes, ReadOnlySpan<byte> value, JsonPosition position, string path, bool nullIsTag = false)
    {
        if (name.IsEmpty)
        {
            Reject(MappingIssueCode.InvalidAttributeName, path, position);
            return;
        }

        if (value[0] == (byte)'n')
        {
            if (!nullIsTag)
            {
                return;
            }

            value = "true"u8;
        }

        var isTyped = false;
        if (Rules is { } rules)
        {
            var plain = nameHasEscapes ? Encoding.UTF8.GetBytes(JsonText.Decode(name)) : name;
            if (rules.LeavesOut(plain))
            {
                return;
            }

            isTyped = rules.IsTyped(plain);
        }

        if (!RejectValue(new JsonToken(value), position, path, name))
        {
            Named(prefix, name, nameHasEscapes, value, position, path, isTyped);
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

        if (name.IsEmpty)
        {
            Reject(MappingIssueCode.InvalidAttributeName, path, value);
        }
        else if (JsonToken.At(json, value).GetBoolean() is not { } boolean)
        {
            Reject(MappingIssueCode.InvalidValue, $"{path}.{JsonText.Decode(name)}", value);
        }
        else
        {
            Named(prefix, name, nameHasEscapes, boolean ? "true"u8 : "false"u8, value, path);
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

    /// <summary>Returns whether a text of the document, such as the name of a screen, is personal, and reports it then.</summary>
    public bool RejectIfPersonal(ReadOnlySpan<byte> json, JsonPosition position, string path)
    {
        var isPersonal = !position.IsAbsent && IsPersonal(JsonToken.At(json, position));
        if (isPersonal)
        {
            Reject(MappingIssueCode.PersonalDataRemoved, path, position);
        }

        return isPersonal;
    }

    /// <summary>Reports a name with a lone surrogate in it.</summary>
    public void ReportIfRepaired(ReadOnlySpan<byte> name, string path)
    {
        if (JsonText.HasLoneSurrogate(name))
        {
            issues.Report(MappingIssueCode.TextRepaired, $"{path}.{JsonText.Decode(name)}");
        }
    }

    /// <summary>Returns whether a value is left out because of what it is, and reports it then.</summary>
    /// <param name="value">The value.</param>
    /// <param name="position">Where it is.</param>
    /// <param name="path">The field, or the map that it is in.</param>
    /// <param name="name">The name in the map, escaped; empty outside of maps.</param>
    private bool RejectValue(in JsonToken value, JsonPosition position, string path, ReadOnlySpan<byte> name)
    {
        var isNamePersonal = issues.Identifiers.Holds(name);
        MappingIssueCode? code = isNamePersonal || IsPersonal(value) ? MappingIssueCode.PersonalDataRemoved
            : value.Shape == JsonTokenShape.Number && !IsOrdinaryNumber(value.Raw) && value.GetDouble() is null ? MappingIssueCode.NumberOutOfRange
            : null;
        if (code is { } reason)
        {
            Reject(reason, isNamePersonal || name.IsEmpty ? path : $"{path}.{JsonText.Decode(name)}", position);
        }

        return code is not null;
    }

    /// <summary>Returns whether a value is an identifier of the batch, or looks personal where the options exclude that.</summary>
    private bool IsPersonal(in JsonToken value) => issues.Identifiers.Holds(value) || (Rules is { ExcludesPersonalData: true } && LooksPersonal(value));

    private static bool LooksPersonal(in JsonToken value)
    {
        if (value.IsContainer)
        {
            foreach (var member in value.Children)
            {
                if (LooksPersonal(member.Value))
                {
                    return true;
                }
            }

            return false;
        }

        return value.Shape is JsonTokenShape.Text or JsonTokenShape.Number
            && PersonalDataDetector.IsPersonalValue(value.Inner.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(JsonText.Decode(value.Inner)) : value.Inner);
    }

    /// <summary>Returns whether an attribute needs no rule but that of its name.</summary>
    private bool IsOrdinary(NamePrefix prefix, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var identifiers = issues.Identifiers;
        return !(prefix == NamePrefix.None && names.HasReservedBeginning(name))
            && !identifiers.HoldsPlain(name)
            && (value[0] == (byte)'"' ? !identifiers.HoldsPlain(value[1..^1]) : value[0] > (byte)'9' || (IsOrdinaryNumber(value) && !identifiers.HoldsPlain(value)));
    }

    /// <summary>Returns whether a number is within the range of a double for sure: few numbers are that long, or have an exponent.</summary>
    private static bool IsOrdinaryNumber(ReadOnlySpan<byte> number) =>
        number.Length < 5 || (number.Length < 300 && number.IndexOfAny((byte)'e', (byte)'E') < 0);

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
            output.Append(name.TextLead);
            CopyText(value, path, default);
        }
        else if (kind == FieldKind.Number && value.IsNumber)
        {
            if (IsOrdinaryNumber(value.Inner) || value.GetDouble() is not null)
            {
                Copy(name, value.Inner);
            }
            else
            {
                Reject(MappingIssueCode.NumberOutOfRange, path, position);
            }
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

    /// <summary>Writes a field whose value can be copied as it is.</summary>
    private void Copy(FieldName name, ReadOnlySpan<byte> value) => Copy(name, value, 0, value.Length);

    private void Copy(FieldName name, ReadOnlySpan<byte> json, int start, int length) =>
        output.Append(name.Lead, name.LeadLength, json, start, length);

    /// <summary>Writes a value under a customer's name.</summary>
    private void Named(
        NamePrefix prefix, ReadOnlySpan<byte> name, bool hasEscapes, ReadOnlySpan<byte> value, JsonPosition position, string path, bool isTyped = false)
    {
        Sources?.Begin(output.Length, position);
        Name(prefix, name, hasEscapes, path);
        CopyValue(value, path, name, isTyped);
    }

    /// <summary>Writes the customer's name; as <c>attribute_&lt;name&gt;</c> when it is reserved, with a suffix when it is taken.</summary>
    private void Name(NamePrefix prefix, ReadOnlySpan<byte> name, bool hasEscapes, string path)
    {
        var first = output.Length;
        var start = first + NamePrefix.NameStart;
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

        var state = prefix == NamePrefix.None && names.HasReservedBeginning(output.Written[start..]) ? NameState.Reserved : names.Take(start, output.Length - start);
        if (state == NameState.Free)
        {
            return;
        }

        if (state == NameState.Reserved)
        {
            var reserved = output.Written[start..].ToArray();
            output.Truncate(first);
            output.Append(NamePrefix.Attribute.Lead, 0, NamePrefix.NameStart + NamePrefix.Attribute.NameLength);
            output.Append(reserved);
            state = names.Take(start, output.Length - start);
        }

        if (state != NameState.Free)
        {
            Rename(start);
        }

        Sources?.Renamed.Add(first);
        issues.Report(MappingIssueCode.AttributeRenamed, $"{path}.{JsonText.Decode(name)}");
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
        while (names.Take(start, output.Length - start) != NameState.Free);
        names.RememberNumber(output.Written[start..end], number - 1);
    }

    /// <summary>Closes the name and writes the value after it.</summary>
    private void CopyValue(ReadOnlySpan<byte> value, string path, ReadOnlySpan<byte> name, bool isTyped)
    {
        if (isTyped && Typed(value) is { IsEmpty: false } typed)
        {
            value = typed;
        }

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

    /// <summary>Returns the number or boolean whose text a value is; empty when there is none.</summary>
    /// <remarks>
    /// The number must print back as it was written: a whole number of 64 bits, or a fraction of at most 15 digits, without an
    /// exponent, without leading zeros.
    /// </remarks>
    private static ReadOnlySpan<byte> Typed(ReadOnlySpan<byte> value)
    {
        var text = value[0] == (byte)'"' ? value[1..^1] : default;
        if (text.SequenceEqual("true"u8) || text.SequenceEqual("True"u8))
        {
            return "true"u8;
        }

        if (text.SequenceEqual("false"u8) || text.SequenceEqual("False"u8))
        {
            return "false"u8;
        }

        const int FractionLength = 16;
        var isNumber = JsonScanner.NumberEnd(text, 0) == text.Length
            && text.IndexOfAny((byte)'e', (byte)'E') < 0
            && !text.SequenceEqual("-0"u8)
            && (text.Contains((byte)'.') ? text.TrimStart((byte)'-').Length <= FractionLength : new JsonToken(value).GetInt64() is not null);
        return isNumber ? text : default;
    }

    /// <summary>Copies the inside of a scalar and closes the quotes.</summary>
    private void CopyText(in JsonToken value, string path, ReadOnlySpan<byte> name)
    {
        if (!JsonText.CopyEscaped(output, value))
        {
            issues.Report(MappingIssueCode.TextRepaired, name.IsEmpty ? path : $"{path}.{JsonText.Decode(name)}");
        }

        output.Append((byte)'"');
    }
}
