using Microsoft.Extensions.Configuration;

namespace Vidora.Integration.Settings;

/// <summary>Reads one setting of a configuration section.</summary>
/// <remarks>Throws FormatException for a value that cannot be read. The message says how to correct it.</remarks>
/// <param name="Section">The section of the setting.</param>
/// <param name="Failures">Receives the failures of a setting that holds other settings.</param>
internal readonly record struct SectionValue(IConfigurationSection Section, List<string> Failures)
{
    /// <summary>Returns the text, which never appears in a message; null when it is empty.</summary>
    public string? Text()
    {
        if (Section.GetChildren().Any())
        {
            throw new FormatException($"{Section.Path} must be one text. Set \"{Section.Path}\": \"<value>\"");
        }

        return string.IsNullOrEmpty(Section.Value) ? null : Section.Value;
    }

    /// <summary>Returns the items of a list.</summary>
    public List<string> List(string example)
    {
        if (!string.IsNullOrEmpty(Section.Value))
        {
            throw new FormatException(
                $"{Section.Path} is \"{Section.Value}\"; it must be a list. Set \"{Section.Path}\": [\"{example}\"]");
        }

        return [.. Section.GetChildren().Select(item => item.Value ?? "")];
    }

    /// <summary>Returns the exception for a value that is not what is expected.</summary>
    /// <param name="expected">What is expected, such as "a whole number".</param>
    /// <param name="example">A correct value.</param>
    /// <param name="shown">The value as it may be shown; the value itself when null.</param>
    public FormatException Wrong(string expected, string example, string? shown = null) =>
        new($"{Section.Path} is \"{shown ?? Section.Value}\"; it must be {expected}. Set \"{Section.Path}\": \"{example}\"");
}
