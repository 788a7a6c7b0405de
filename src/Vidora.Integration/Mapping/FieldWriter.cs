using System.Text;
using Vidora.Integration.Json;

namespace Vidora.Integration.Mapping;

/// <summary>
/// Writes fields as bytes: those of an event, or those of the context that a batch's events share. Values are copied as
/// they stand in the document; a name that is taken already gets a number behind it.
/// </summary>
internal sealed class FieldWriter(Utf8Buffer output, NameSet own, NameSet? shared, EventWriter issues)
{
    /// <summary>For whoever changes a name before it is written.</summary>
    public Utf8Buffer Scratch { get; } = new();

    /// <summary>Takes a name without writing a field.</summary>
    public void Reserve(FieldName name) => own.Add(name);

    /// <summary>A field that is text, whatever scalar the wire has for it.</summary>
    public void Text(FieldName name, in JsonToken value, string path)
    {
        switch (value.Shape)
        {
            case JsonTokenShape.Absent or JsonTokenShape.Null:
                break;
            case JsonTokenShape.Text when value.IsZeroText:
                break;
            case JsonTokenShape.Text or JsonTokenShape.Number or JsonTokenShape.Boolean:
                own.Add(name);
                if (value.HasEscapes)
                {
                    output.Append(name.TextLead);
                    CopyText(value, path, default);
                }
                else
                {
                    output.Append(name.TextLead, value.Inner, "\""u8);
                }

                break;
            default:
                issues.Report(MappingIssueCode.InvalidValue, path);
                break;
        }
    }

    /// <summary>An id as text, whatever the wire has for it, with the number of an event that is one of several.</summary>
    public void Id(FieldName name, in JsonToken id, int? number)
    {
        own.Add(name);
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
            own.Add(name);
            output.Append(name.TextLead);
            JsonText.AppendEscaped(output, word);
            output.Append((byte)'"');
        }
    }

    /// <summary>A field that is a number, also when the wire has it as text. Its digits are kept.</summary>
    public void Number(FieldName name, in JsonToken value, string path)
    {
        if (value.IsNumber)
        {
            own.Add(name);
            output.Append(name.Lead, value.Inner, default);
        }
        else if (!value.IsAbsent && !value.IsZeroText)
        {
            issues.Report(MappingIssueCode.InvalidValue, path);
        }
    }

    public void Number(FieldName name, long value)
    {
        Lead(name);
        output.Append(value);
    }

    /// <summary>A field that is a boolean, also when the wire has it as text.</summary>
    public void Boolean(FieldName name, in JsonToken value, string path)
    {
        if (value.GetBoolean() is { } boolean)
        {
            Lead(name);
            output.Append(boolean ? "true"u8 : "false"u8);
        }
        else if (!value.IsAbsent && !value.IsZeroText)
        {
            issues.Report(MappingIssueCode.InvalidValue, path);
        }
    }

    /// <summary>A value as it is: scalars are copied, lists and objects become compact JSON text, null is left out.</summary>
    public void Value(FieldName name, in JsonToken value, string path)
    {
        if (!value.IsAbsent)
        {
            own.Add(name);
            output.Append(name.NameLead);
            Copy(value, path, default);
        }
    }

    /// <summary>The values of a map under their own names, each behind <paramref name="prefix"/>.</summary>
    public void Attributes(ReadOnlySpan<byte> prefix, in JsonToken attributes, string path)
    {
        ReportUnlessObject(attributes, path);
        var members = attributes.Members;
        while (members.MoveNext())
        {
            Attribute(prefix, members.Name, members.NameHasEscapes, members.Value, path);
        }
    }

    /// <summary>One value under a name of the customer's.</summary>
    /// <param name="prefix">Stands before the name.</param>
    /// <param name="name">The name, escaped as in JSON.</param>
    /// <param name="nameHasEscapes">Whether there may be escapes in it.</param>
    /// <param name="value">The value; null is left out.</param>
    /// <param name="path">The map it is in, for issues.</param>
    public void Attribute(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> name, bool nameHasEscapes, in JsonToken value, string path)
    {
        if (name.IsEmpty)
        {
            issues.Report(MappingIssueCode.InvalidAttributeName, path);
            return;
        }

        if (value.IsAbsent)
        {
            return;
        }

        var start = output.Length + 2;
        if (nameHasEscapes)
        {
            output.Append(",\""u8);
            output.Append(prefix);
            AppendCanonical(name, path);
        }
        else
        {
            output.Append(",\""u8, prefix, name);
        }

        if (!TryTake(start))
        {
            Rename(start);
            issues.Report(MappingIssueCode.AttributeRenamed, $"{path}.{JsonText.Decode(name)}");
        }

        Copy(value, path, name);
    }

    /// <summary>A boolean under a name of the customer's.</summary>
    public void Boolean(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> name, bool nameHasEscapes, in JsonToken value, string path)
    {
        if (value.IsAbsent)
        {
            return;
        }

        if (value.GetBoolean() is { } boolean)
        {
            Attribute(prefix, name, nameHasEscapes, JsonConstants.At(boolean ? JsonConstants.True : JsonConstants.False), path);
        }
        else
        {
            issues.Report(MappingIssueCode.InvalidValue, $"{path}.{JsonText.Decode(name)}");
        }
    }

    /// <summary>Reports what should be an object and is something else.</summary>
    public void ReportUnlessObject(in JsonToken value, string path) => ReportUnless(JsonTokenShape.Map, value, path);

    /// <summary>Reports what should be a list or an object and is something else.</summary>
    public void ReportUnless(JsonTokenShape shape, in JsonToken value, string path)
    {
        if (value.Shape != shape && !value.IsAbsent && !value.IsZeroText)
        {
            issues.Report(MappingIssueCode.InvalidValue, path);
        }
    }

    /// <summary>Reports a name with a lone surrogate in it.</summary>
    public void ReportIfRepaired(ReadOnlySpan<byte> name, string path)
    {
        if (JsonText.IndexOfLoneSurrogate(name) >= 0)
        {
            issues.Report(MappingIssueCode.TextRepaired, $"{path}.{JsonText.Decode(name)}");
        }
    }

    private void Lead(FieldName name)
    {
        own.Add(name);
        output.Append(name.Lead);
    }

    private bool TryTake(int start)
    {
        var name = output.Written[start..];
        var hash = NameSet.Hash(name);
        var field = Fields.Find(name);
        return shared?.Contains(name, hash, field) != true && own.TryAdd(start, hash, field);
    }

    /// <summary>Puts the first number that makes it a name of its own behind the name that was just written.</summary>
    private void Rename(int start)
    {
        var end = output.Length;
        var number = own.NextNumber(output.Written[start..end]);
        do
        {
            output.Truncate(end);
            output.Append((byte)'_');
            output.Append(number);
            number++;
        }
        while (!TryTake(start));
        own.RememberNumber(output.Written[start..end], number - 1);
    }

    /// <summary>One spelling for each name, so that names can be compared as bytes.</summary>
    private void AppendCanonical(ReadOnlySpan<byte> name, string path)
    {
        ReportIfRepaired(name, path);
        JsonText.AppendEscaped(output, JsonText.Decode(name));
    }

    /// <summary>Closes the name and writes the value behind it.</summary>
    private void Copy(in JsonToken value, string path, ReadOnlySpan<byte> name)
    {
        switch (value.Shape)
        {
            case JsonTokenShape.Text when !value.HasEscapes:
                output.Append("\":"u8, value.Raw, default);
                break;
            case JsonTokenShape.Text:
                output.Append("\":\""u8);
                CopyText(value, path, name);
                break;
            case JsonTokenShape.List or JsonTokenShape.Map:
                output.Append("\":\""u8);
                JsonText.AppendCompact(output, value.Raw);
                output.Append((byte)'"');
                break;
            default:
                output.Append("\":"u8, value.Raw, default);
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
