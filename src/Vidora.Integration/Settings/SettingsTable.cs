using System.Globalization;
using System.Numerics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Vidora.Integration.Settings;

/// <summary>Lists the settings of an options class: how to read each from a section, and its range.</summary>
/// <remarks>
/// Stands in the options class. Reads without reflection, and reports a key that is not in the table as an error, because a misspelt
/// setting is a setting that is not set.
/// </remarks>
/// <typeparam name="T">The options class.</typeparam>
internal sealed class SettingsTable<T>
    where T : class
{
    private readonly List<Setting> _settings = [];
    private readonly List<Action<T, Failures>> _checks = [];

    /// <summary>Adds a text, such as a path. An empty text in a section is null.</summary>
    public SettingsTable<T> Text(string name, Action<T, string?> set) => Add(name, (options, value) => set(options, value.Text()));

    /// <summary>Adds a key or secret, which is never shown.</summary>
    public SettingsTable<T> Secret(string name, Func<T, string?> get, Action<T, string?> set) =>
        Text(name, set).Check((options, failures) =>
        {
            if (get(options) is { } value && value.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
            {
                failures.Add(name, "(not shown) has white space or a control character in it, such as a line end from a file", "value.Trim()");
            }
        });

    /// <summary>Adds true or false.</summary>
    public SettingsTable<T> Flag(string name, Action<T, bool> set) => Add(name, (options, value) => set(
        options, bool.TryParse(value.Section.Value, out var flag) ? flag : throw value.Wrong("true or false", "true")));

    /// <summary>Adds an address.</summary>
    public SettingsTable<T> Address(string name, Action<T, Uri> set, string example) => Add(name, (options, value) => set(
        options,
        Uri.TryCreate(value.Section.Value, UriKind.Absolute, out var address)
            ? address
            : throw value.Wrong("an absolute address", example, OptionText.Of(value.Section.Value ?? ""))));

    /// <summary>Adds a number between two others.</summary>
    public SettingsTable<T> Number<TNumber>(
        string name, Func<T, TNumber?> get, Action<T, TNumber> set, TNumber min, TNumber max, TNumber example)
        where TNumber : struct, INumber<TNumber>, IMinMaxValue<TNumber>
    {
        var text = example.ToString(null, CultureInfo.InvariantCulture);
        var isInteger = TNumber.IsInteger(TNumber.One / (TNumber.One + TNumber.One));
        var style = isInteger ? NumberStyles.Integer : NumberStyles.Float;
        return Add(name, (options, value) => set(
                options,
                TNumber.TryParse(value.Section.Value, style, CultureInfo.InvariantCulture, out var number)
                    ? number
                    : throw value.Wrong(isInteger ? "a whole number" : "a number", text)))
            .Check((options, failures) =>
            {
                if (get(options) is { } value && !(value >= min && value <= max))
                {
                    var range = max == TNumber.MaxValue ? $"{Invariant(min)} or more" : $"from {Invariant(min)} to {Invariant(max)}";
                    failures.Add(name, $"is {Invariant(value)}; it must be {range}", text);
                }
            });

        static string Invariant(TNumber number) => number.ToString(null, CultureInfo.InvariantCulture);
    }

    /// <summary>Adds a duration between two others. In a section it needs a colon, because a bare number would be read as days.</summary>
    public SettingsTable<T> Duration(
        string name, Func<T, TimeSpan?> get, Action<T, TimeSpan> set, TimeSpan min, TimeSpan max, TimeSpan example) =>
        Add(name, (options, value) => set(
                options,
                value.Section.Value is { } text
                && text.Contains(':', StringComparison.Ordinal)
                && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var duration)
                    ? duration
                    : throw value.Wrong("a duration", example.ToString("c"))))
            .Check((options, failures) =>
            {
                if (get(options) is { } value && (value < min || value > max))
                {
                    var code = string.Create(CultureInfo.InvariantCulture, $"TimeSpan.FromSeconds({example.TotalSeconds})");
                    failures.Add(name, $"is {value:c}; it must be from {min:c} to {max:c}", code);
                }
            });

    /// <summary>Adds a list of texts. A list from a section replaces the default.</summary>
    public SettingsTable<T> List(string name, Action<T, IReadOnlyCollection<string>> set, string example) =>
        Add(name, (options, value) => set(options, value.List(example)));

    /// <summary>Adds a group of settings with any names.</summary>
    public SettingsTable<T> Map(string name, Action<T, string, string?> set) => Add(name, (options, value) =>
    {
        foreach (var child in value.Section.GetChildren())
        {
            set(options, child.Key, child.Value);
        }
    });

    /// <summary>Adds a value of another kind. <paramref name="parse"/> returns null for a text that is none.</summary>
    public SettingsTable<T> Value<TValue>(string name, Func<string, TValue?> parse, Action<T, TValue> set, string expected, string example)
        where TValue : struct =>
        Add(name, (options, value) => set(options, parse(value.Section.Value ?? "") ?? throw value.Wrong(expected, example)));

    /// <summary>Adds options inside the options.</summary>
    public SettingsTable<T> Group<TGroup>(string name, Func<T, TGroup> get, SettingsTable<TGroup> table)
        where TGroup : class =>
        Add(name, (options, value) => table.Read(value.Section, get(options), value.Failures))
            .Check((options, failures) => table.Validate(get(options), failures.Inside(name)));

    /// <summary>Adds a check of the options.</summary>
    public SettingsTable<T> Check(Action<T, Failures> check)
    {
        _checks.Add(check);
        return this;
    }

    /// <summary>Reads a section into options.</summary>
    /// <param name="section">The section.</param>
    /// <param name="account">The name of the options.</param>
    /// <param name="options">The options.</param>
    /// <param name="example">A setting that the section may have, for the message when there is no section.</param>
    /// <exception cref="OptionsValidationException">A key is unknown, a value cannot be read, or the section does not exist.</exception>
    public void Read(IConfigurationSection section, string account, T options, string example)
    {
        var failures = new List<string>();
        if (section.Exists())
        {
            Read(section, options, failures);
        }
        else
        {
            failures.Add($"The configuration has no section \"{section.Path}\". Set \"{section.Path}:{example}\": \"<value>\"");
        }

        if (failures.Count > 0)
        {
            throw new OptionsValidationException(account, typeof(T), failures);
        }
    }

    /// <summary>Throws OptionsValidationException when options are invalid.</summary>
    public void ThrowIfInvalid(string account, T options)
    {
        if (Validate(account, options) is { Count: > 0 } failures)
        {
            throw new OptionsValidationException(account, typeof(T), failures);
        }
    }

    /// <summary>Returns what is wrong with options; empty when they are valid.</summary>
    public IReadOnlyList<string> Validate(string? account, T options)
    {
        var failures = new Failures(typeof(T).Name, account);
        Validate(options, failures);
        return failures.Messages;
    }

    /// <summary>Adds what is wrong with options.</summary>
    public void Validate(T options, Failures failures) => _checks.ForEach(check => check(options, failures));

    private void Read(IConfigurationSection section, T options, List<string> failures)
    {
        foreach (var child in section.GetChildren())
        {
            var setting = _settings.Find(known => known.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase));
            if (setting is null)
            {
                failures.Add($"{child.Path} is not a setting. Remove it, or use one of {string.Join(", ", _settings.Select(known => known.Name))}");
            }
            else if (child.Exists())
            {
                try
                {
                    setting.Read(options, new SectionValue(child, failures));
                }
                catch (FormatException e)
                {
                    failures.Add(e.Message);
                }
            }
        }
    }

    private SettingsTable<T> Add(string name, Action<T, SectionValue> read)
    {
        _settings.Add(new Setting(name, read));
        return this;
    }

    private sealed record Setting(string Name, Action<T, SectionValue> Read);
}
