using System.Text;
using Vidora.Integration.Json;

namespace Vidora.Integration.Mapping;

/// <summary>
/// Writes fields as bytes: those of an event, or those of the context that a batch's events share. Values are copied as
/// they stand in the document; a name that is taken already gets a number behind it.
/// </summary>
internal sealed class FieldWriter(Utf8Buffer output, NameSet own, NameSet? shared, EventWriter issues)
{
    private readonly Utf8Buffer _name = new();

    /// <summary>A field that is text, whatever scalar the wire has for it.</summary>
    public void Text(FieldName name, JsonToken value, string path)
    {
        switch (value.Shape)
        {
            case JsonTokenShape.Absent or JsonTokenShape.Null:
                break;
            case JsonTokenShape.Text when value.IsZeroText:
                break;
            case JsonTokenShape.Text or JsonTokenShape.Number or JsonTokenShape.Boolean:
                Lead(name);
                Quoted(value.Inner, path);
                break;
            default:
                issues.Report(MappingIssueCode.InvalidValue, path);
                break;
        }
    }

    /// <summary>An id as text, whatever the wire has for it, with the number of an event that is one of several.</summary>
    public void Id(FieldName name, JsonToken id, int? number)
    {
        Lead(name);
        output.Append((byte)'"');
        JsonText.CopyEscaped(output, id.Inner);
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
            Lead(name);
            JsonText.AppendString(output, word);
        }
    }

    /// <summary>A field that is a number, also when the wire has it as text. Its digits are kept.</summary>
    public void Number(FieldName name, JsonToken value, string path)
    {
        if (value.IsNumber)
        {
            Lead(name);
            output.Append(value.Inner);
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
    public void Boolean(FieldName name, JsonToken value, string path)
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
    public void Value(FieldName name, JsonToken value, string path)
    {
        if (!value.IsAbsent)
        {
            Lead(name);
            Copy(value, path, default);
        }
    }

    /// <summary>The values of a map under their own names, each behind <paramref name="prefix"/>.</summary>
    public void Attributes(ReadOnlySpan<byte> prefix, JsonToken attributes, string path)
    {
        ReportUnlessObject(attributes, path);
        var members = attributes.Members;
        while (members.MoveNext())
        {
            Attribute(prefix, members.Name, members.Value, path);
        }
    }

    /// <summary>One value under a name of the customer's.</summary>
    /// <param name="prefix">Stands before the name.</param>
    /// <param name="name">The name, escaped as in JSON.</param>
    /// <param name="value">The value; null is left out.</param>
    /// <param name="path">The map it is in, for issues.</param>
    public void Attribute(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> name, JsonToken value, string path)
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

        if (prefix.IsEmpty && !name.Contains((byte)'\\'))
        {
            CustomLead(name, name, path);
        }
        else
        {
            _name.Clear();
            _name.Append(prefix);
            AppendCanonical(name, path);
            CustomLead(_name.Written, name, path);
        }

        Copy(value, path, name);
    }

    /// <summary>A boolean under a name of the customer's.</summary>
    public void Boolean(ReadOnlySpan<byte> prefix, ReadOnlySpan<byte> name, JsonToken value, string path)
    {
        if (value.IsAbsent)
        {
            return;
        }

        if (value.GetBoolean() is { } boolean)
        {
            Attribute(prefix, name, JsonConstants.At(boolean ? JsonConstants.True : JsonConstants.False), path);
        }
        else
        {
            issues.Report(MappingIssueCode.InvalidValue, $"{path}.{JsonText.Decode(name)}");
        }
    }

    /// <summary>Reports what should be an object and is something else.</summary>
    public void ReportUnlessObject(JsonToken value, string path)
    {
        if (value.Shape != JsonTokenShape.Map && !value.IsAbsent && !value.IsZeroText)
        {
            issues.Report(MappingIssueCode.InvalidValue, path);
        }
    }

    private void Lead(FieldName name)
    {
        own.Add(name);
        output.Append(name.Lead);
    }

    private void CustomLead(ReadOnlySpan<byte> name, ReadOnlySpan<byte> original, string path)
    {
        output.Append(",\""u8);
        var hash = NameSet.Hash(name);
        if (shared?.Contains(name, hash) != true && own.TryAdd(name, hash))
        {
            output.Append(name);
        }
        else
        {
            Rename(name);
            issues.Report(MappingIssueCode.AttributeRenamed, $"{path}.{JsonText.Decode(original)}");
        }

        output.Append("\":"u8);
    }

    private void Rename(ReadOnlySpan<byte> name)
    {
        var renamed = new Utf8Buffer(name.Length + 12);
        renamed.Append(name);
        renamed.Append((byte)'_');
        for (var number = own.NextNumber(name); ; number++)
        {
            renamed.Truncate(name.Length + 1);
            renamed.Append(number);
            var hash = NameSet.Hash(renamed.Written);
            if (shared?.Contains(renamed.Written, hash) != true && own.TryAdd(renamed.Written, hash))
            {
                own.RememberNumber(name, number);
                output.Append(renamed.Written);
                return;
            }
        }
    }

    /// <summary>One spelling for each name, so that names can be compared as bytes.</summary>
    private void AppendCanonical(ReadOnlySpan<byte> name, string path)
    {
        if (!name.Contains((byte)'\\'))
        {
            _name.Append(name);
            return;
        }

        if (JsonText.IndexOfLoneSurrogate(name) >= 0)
        {
            issues.Report(MappingIssueCode.TextRepaired, $"{path}.{JsonText.Decode(name)}");
        }

        JsonText.AppendEscaped(_name, JsonText.Decode(name));
    }

    private void Copy(JsonToken value, string path, ReadOnlySpan<byte> name)
    {
        switch (value.Shape)
        {
            case JsonTokenShape.Text:
                output.Append((byte)'"');
                if (!JsonText.CopyEscaped(output, value.Inner))
                {
                    issues.Report(MappingIssueCode.TextRepaired, name.IsEmpty ? path : $"{path}.{JsonText.Decode(name)}");
                }

                output.Append((byte)'"');
                break;
            case JsonTokenShape.List or JsonTokenShape.Map:
                output.Append((byte)'"');
                JsonText.AppendCompact(output, value.Raw);
                output.Append((byte)'"');
                break;
            default:
                output.Append(value.Raw);
                break;
        }
    }

    private void Quoted(ReadOnlySpan<byte> escaped, string path)
    {
        output.Append((byte)'"');
        if (!JsonText.CopyEscaped(output, escaped))
        {
            issues.Report(MappingIssueCode.TextRepaired, path);
        }

        output.Append((byte)'"');
    }
}
