using System.Text;
using Vidora.Integration.Json;
using Vidora.Integration.MParticle;

namespace Vidora.Integration.Mapping;

/// <summary>
/// Writes fields as bytes: those of an event, or those of the context that a batch's events share. Values are copied as
/// they stand in the document; a name that is taken already gets a number behind it.
/// </summary>
internal sealed class FieldWriter(Utf8Buffer output, NameSet names, EventWriter issues)
{
    /// <summary>For whoever changes a name before it is written.</summary>
    public Utf8Buffer Scratch { get; } = new();

    /// <summary>Takes a name without writing a field.</summary>
    public void Reserve(FieldName name) => names.Take(name);

    /// <summary>
    /// A field of the document: text whatever scalar the wire has for it, a number or a boolean also when the wire has it as
    /// text. Digits are kept.
    /// </summary>
    public void Field(FieldName name, FieldKind kind, ReadOnlySpan<byte> json, JsonPosition position, string path)
    {
        if (position.IsPlain && KindOf(json[position.Start]) == kind && !(kind == FieldKind.Text && position.Length is 2 or 38))
        {
            Copy(name, json, position.Start, position.Length);
        }
        else if (!position.IsAbsent)
        {
            Convert(name, kind, JsonToken.At(json, position), path);
        }
    }

    /// <summary>An id as text, whatever the wire has for it, with the number of an event that is one of several.</summary>
    public void Id(FieldName name, in JsonToken id, int? number)
    {
        names.Take(name);
        output.Append(name.TextLead);
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

    /// <summary>A field that is text in the words of this library.</summary>
    public void Word(FieldName name, string? word)
    {
        if (!string.IsNullOrEmpty(word))
        {
            names.Take(name);
            output.Append(name.TextLead);
            JsonText.AppendEscaped(output, word);
            output.Append((byte)'"');
        }
    }

    public void Number(FieldName name, long value)
    {
        names.Take(name);
        output.Append(name.Lead, 0, name.LeadLength);
        output.Append(value);
    }

    /// <summary>A value as it is: scalars are copied, lists and objects become compact JSON text, null is left out.</summary>
    public void Value(FieldName name, in JsonToken value, string path)
    {
        if (value.IsAbsent)
        {
            return;
        }

        if (value.IsContainer)
        {
            names.Take(name);
            output.Append(name.TextLead);
            JsonText.AppendCompact(output, value.Raw);
            output.Append((byte)'"');
        }
        else if (value.Shape == JsonTokenShape.Text)
        {
            names.Take(name);
            output.Append(name.TextLead);
            CopyText(value, path, default);
        }
        else
        {
            Copy(name, value.Raw);
        }
    }

    /// <summary>The values of a map under their own names, each behind <paramref name="prefix"/>.</summary>
    public void Attributes(NamePrefix prefix, ReadOnlySpan<byte> json, JsonPosition attributes, string path)
    {
        ReportUnlessObject(json, attributes, path);
        var cursor = new JsonCursor(json, attributes);
        for (var more = cursor.IsObject && cursor.EnterObject(); more; more = cursor.NextMember())
        {
            Attribute(prefix, json, ref cursor, path);
        }
    }

    /// <summary>A value under its own name.</summary>
    /// <param name="prefix">Stands before the name.</param>
    /// <param name="json">The document.</param>
    /// <param name="cursor">Stands on the name; behind the value afterwards. Null is left out.</param>
    /// <param name="path">The map it is in, for issues.</param>
    public void Attribute(NamePrefix prefix, ReadOnlySpan<byte> json, ref JsonCursor cursor, string path)
    {
        var nameStart = cursor.Position + 1;
        var name = cursor.TakeName(out var hasEscapes);
        var valueStart = cursor.Position;
        if (cursor.TakeValue().IsPlain && !hasEscapes && !name.IsEmpty && valueStart == nameStart + name.Length + 2)
        {
            // Without escapes and white space, name and value are copied together.
            var start = output.Length;
            output.Append(prefix.Lead, 0, NamePrefix.NameStart + prefix.NameLength);
            output.Append(json, nameStart, cursor.Position - nameStart);
            if (names.TryTake(start + NamePrefix.NameStart, prefix.NameLength + name.Length))
            {
                return;
            }

            output.Truncate(start);
        }

        Attribute(prefix, name, hasEscapes, json[valueStart..cursor.Position], path);
    }

    /// <summary>A value under a name that is given escaped. Null is left out.</summary>
    public void Attribute(NamePrefix prefix, ReadOnlySpan<byte> name, bool nameHasEscapes, ReadOnlySpan<byte> value, string path)
    {
        if (name.IsEmpty)
        {
            issues.Report(MappingIssueCode.InvalidAttributeName, path);
        }
        else if (value[0] != (byte)'n')
        {
            Name(prefix, name, nameHasEscapes, path);
            CopyValue(value, path, name);
        }
    }

    /// <summary>A boolean under a name that is given escaped.</summary>
    public void Boolean(
        NamePrefix prefix, ReadOnlySpan<byte> name, bool nameHasEscapes, ReadOnlySpan<byte> json, JsonPosition value, string path)
    {
        if (value.IsAbsent || json[value.Start] == (byte)'n')
        {
            return;
        }

        if (JsonToken.At(json, value).GetBoolean() is not { } boolean)
        {
            issues.Report(MappingIssueCode.InvalidValue, $"{path}.{JsonText.Decode(name)}");
        }
        else if (name.IsEmpty)
        {
            issues.Report(MappingIssueCode.InvalidAttributeName, path);
        }
        else
        {
            Name(prefix, name, nameHasEscapes, path);
            output.Append(boolean ? "\":true"u8 : "\":false"u8);
        }
    }

    /// <summary>Reports what should be an object and is something else.</summary>
    public void ReportUnlessObject(ReadOnlySpan<byte> json, JsonPosition position, string path) =>
        ReportUnless((byte)'{', json, position, path);

    /// <summary>Reports what should be a list and is something else.</summary>
    public void ReportUnlessList(ReadOnlySpan<byte> json, JsonPosition position, string path) =>
        ReportUnless((byte)'[', json, position, path);

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
                issues.Report(MappingIssueCode.InvalidValue, path);
            }
        }
    }

    /// <summary>What a scalar is, seen from its first byte.</summary>
    private static FieldKind KindOf(byte first) => first switch
    {
        (byte)'"' => FieldKind.Text,
        <= (byte)'9' => FieldKind.Number,
        _ => FieldKind.Boolean,
    };

    /// <summary>Writes a field whose value cannot be copied as it is.</summary>
    private void Convert(FieldName name, FieldKind kind, in JsonToken value, string path)
    {
        if (value.IsAbsent || value.IsZeroText)
        {
            return;
        }

        if (kind == FieldKind.Text && !value.IsContainer)
        {
            names.Take(name);
            output.Append(name.TextLead);
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
            issues.Report(MappingIssueCode.InvalidValue, path);
        }
    }

    /// <summary>Writes a field whose value can be copied as it is.</summary>
    private void Copy(FieldName name, ReadOnlySpan<byte> value) => Copy(name, value, 0, value.Length);

    private void Copy(FieldName name, ReadOnlySpan<byte> json, int start, int length)
    {
        names.Take(name);
        output.Append(name.Lead, 0, name.LeadLength);
        output.Append(json, start, length);
    }

    /// <summary>Writes a name of the customer's; another one when it is taken.</summary>
    private void Name(NamePrefix prefix, ReadOnlySpan<byte> name, bool hasEscapes, string path)
    {
        var start = output.Length + NamePrefix.NameStart;
        output.Append(prefix.Lead, 0, NamePrefix.NameStart + prefix.NameLength);
        if (hasEscapes)
        {
            AppendCanonical(name, path);
        }
        else
        {
            output.Append(name);
        }

        if (!names.TryTake(start, output.Length - start))
        {
            Rename(start);
            issues.Report(MappingIssueCode.AttributeRenamed, $"{path}.{JsonText.Decode(name)}");
        }
    }

    /// <summary>Puts the first number that makes it a name of its own behind the name that was just written.</summary>
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

    /// <summary>One spelling for each name, so that names can be compared as bytes.</summary>
    private void AppendCanonical(ReadOnlySpan<byte> name, string path)
    {
        ReportIfRepaired(name, path);
        JsonText.AppendEscaped(output, JsonText.Decode(name));
    }

    /// <summary>Closes the name and writes the value behind it.</summary>
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
