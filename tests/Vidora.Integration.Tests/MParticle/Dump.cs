using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Vidora.Integration.Tests.MParticle;

/// <summary>Reads every public property of a model and of what it holds, and writes what it finds as text.</summary>
internal static class Dump
{
    public static string Of(object model)
    {
        var text = new StringBuilder();
        Append(text, model, 0);
        return text.ToString();
    }

    private static void Append(StringBuilder text, object? value, int indent)
    {
        switch (value)
        {
            case null:
                text.AppendLine("null");
                return;
            case string s:
                text.AppendLine(s);
                return;
            case DateTimeOffset or DateTime:
                text.AppendLine(CultureInfo.InvariantCulture, $"{value:O}");
                return;
            case IFormattable formattable:
                text.AppendLine(formattable.ToString(null, CultureInfo.InvariantCulture));
                return;
            case bool flag:
                text.AppendLine(flag ? "true" : "false");
                return;
            case IEnumerable items:
                text.AppendLine("[]");
                foreach (var item in items)
                {
                    text.Append(' ', indent).Append("- ");
                    Append(text, item, indent + 2);
                }

                return;
        }

        var type = value.GetType();
        text.AppendLine(type.Name);
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            if (property.GetIndexParameters().Length == 0)
            {
                text.Append(' ', indent).Append(property.Name).Append(": ");
                Append(text, property.GetValue(value), indent + 2);
            }
        }
    }
}
