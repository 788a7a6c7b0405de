using System.Globalization;
using Microsoft.Extensions.Configuration;
using Vidora.Integration.Predictions;

namespace Vidora.Integration.Configuration;

/// <summary>
/// The value of one setting in a configuration. What it cannot be read as is a <see cref="FormatException"/>, whose message names
/// the setting, its value and the line that corrects it.
/// </summary>
/// <param name="Section">Where it stands.</param>
/// <param name="Failures">For a setting that has settings of its own: gets what is wrong with those.</param>
internal readonly record struct SectionValue(IConfigurationSection Section, List<string> Failures)
{
    /// <summary>The text as it is, never part of a message; null when it is empty.</summary>
    public string? Text()
    {
        if (Section.GetChildren().Any())
        {
            throw new FormatException($"{Section.Path} must be one text. Fix: \"{Section.Path}\": \"<value>\"");
        }

        return string.IsNullOrEmpty(Section.Value) ? null : Section.Value;
    }

    public Uri Address(string example) => Uri.TryCreate(Section.Value, UriKind.Absolute, out var address)
        ? address
        : throw Wrong(OptionText.Of(Section.Value ?? ""), "an absolute address", example);

    public int Integer(string example) => int.TryParse(Section.Value, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number)
        ? number
        : throw Wrong(Section.Value, "a whole number", example);

    public bool Boolean() => bool.TryParse(Section.Value, out var value) ? value : throw Wrong(Section.Value, "true or false", "true");

    /// <summary>A time span with at least one colon: a bare number would be read as days.</summary>
    public TimeSpan Duration(string example) =>
        Section.Value is { } text
        && text.Contains(':', StringComparison.Ordinal)
        && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span)
            ? span
            : throw Wrong(Section.Value, "a duration", example);

    public PredictionVendor Vendor(string example) => Section.Value is { } text && SnakeCase.IsNormal(text)
        ? new PredictionVendor(text)
        : throw Wrong(Section.Value, "a vendor name in snake case", example);

    public IReadOnlyCollection<string> List(string example)
    {
        if (!string.IsNullOrEmpty(Section.Value))
        {
            throw new FormatException(
                $"{Section.Path} is \"{Section.Value}\"; it must be a list. Fix: \"{Section.Path}\": [\"{example}\"]");
        }

        return [.. Section.GetChildren().Select(item => item.Value ?? "")];
    }

    private FormatException Wrong(string? value, string wanted, string example) =>
        new($"{Section.Path} is \"{value}\"; it must be {wanted}. Fix: \"{Section.Path}\": \"{example}\"");
}
