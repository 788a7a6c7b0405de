using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Vidora.Integration.Configuration;

/// <summary>
/// Reads <see cref="VidoraOptions"/> from a configuration section, by hand: without reflection, and with an error for every key that
/// is none of ours, because a misspelt setting is a setting that is not set.
/// </summary>
internal static class VidoraOptionsSection
{
    private static readonly Setting<VidoraMappingOptions>[] _mapping =
    [
        new(nameof(VidoraMappingOptions.ExcludePersonalData), (mapping, value) => mapping.ExcludePersonalData = value.Boolean()),
        new(nameof(VidoraMappingOptions.Environments), (mapping, value) => mapping.Environments = value.List("production")),
        new(nameof(VidoraMappingOptions.Platforms), (mapping, value) => mapping.Platforms = value.List("web")),
        new(nameof(VidoraMappingOptions.EventTypes), (mapping, value) => mapping.EventTypes = value.List("commerce_event")),
    ];

    private static readonly Setting<VidoraOptions>[] _options =
    [
        new(nameof(VidoraOptions.BaseAddress), (options, value) => options.BaseAddress = value.Address("https://api-us.vidora.com/")),
        new(nameof(VidoraOptions.ApiKey), (options, value) => options.ApiKey = value.Text()),
        new(nameof(VidoraOptions.ApiSecret), (options, value) => options.ApiSecret = value.Text()),
        new(nameof(VidoraOptions.MaxEventsPerRequest), (options, value) => options.MaxEventsPerRequest = value.Integer("500")),
        new(nameof(VidoraOptions.MaxRequestBytes), (options, value) => options.MaxRequestBytes = value.Integer("1048576")),
        new(nameof(VidoraOptions.RequestTimeout), (options, value) => options.RequestTimeout = value.Duration("00:00:30")),
        new(nameof(VidoraOptions.SignatureLifetime), (options, value) => options.SignatureLifetime = value.Duration("01:00:00")),
        new(nameof(VidoraOptions.PredictionVendor), (options, value) => options.PredictionVendor = value.Vendor("vidora")),
        new(nameof(VidoraOptions.Mapping), (options, value) => Apply(_mapping, value.Section, options.Mapping, value.Failures)),
    ];

    /// <exception cref="OptionsValidationException">A key is unknown, a value cannot be, or the section does not exist.</exception>
    public static void Apply(IConfigurationSection section, string name, VidoraOptions options)
    {
        var failures = new List<string>();
        if (section.Exists())
        {
            Apply(_options, section, options, failures);
        }
        else
        {
            failures.Add(
                $"The configuration has no section \"{section.Path}\". "
                + $"Fix: \"{section.Path}:ApiKey\": \"<the account's API key>\"");
        }

        if (failures.Count > 0)
        {
            throw new OptionsValidationException(name, typeof(VidoraOptions), failures);
        }
    }

    private static void Apply<T>(Setting<T>[] settings, IConfigurationSection section, T target, List<string> failures)
    {
        foreach (var child in section.GetChildren())
        {
            var setting = Array.Find(settings, known => known.Name.Equals(child.Key, StringComparison.OrdinalIgnoreCase));
            if (setting is null)
            {
                var names = string.Join(", ", settings.Select(known => known.Name));
                failures.Add($"{child.Path} is no setting. Fix: remove it, or use one of {names}");
            }
            else if (child.Exists())
            {
                try
                {
                    setting.Apply(target, new SectionValue(child, failures));
                }
                catch (FormatException e)
                {
                    failures.Add(e.Message);
                }
            }
        }
    }

    private sealed record Setting<T>(string Name, Action<T, SectionValue> Apply);
}
