using System.Globalization;
using Microsoft.Extensions.Options;

namespace Vidora.Integration.Configuration;

/// <summary>
/// Says what is wrong with options: which setting, its value unless it is a secret, and the line that corrects it. A missing key is
/// wrong only where a client is made: mapping needs none.
/// </summary>
internal sealed class VidoraOptionsValidator : IValidateOptions<VidoraOptions>
{
    public ValidateOptionsResult Validate(string? name, VidoraOptions options)
    {
        var failures = Failures(name, options);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    /// <summary>Throws unless a client can work with the options.</summary>
    public static void ThrowUnlessUsable(string name, VidoraOptions options)
    {
        var failures = Failures(name, options);
        if (string.IsNullOrEmpty(options.ApiKey))
        {
            failures.Add(
                $"{Setting(name, nameof(VidoraOptions.ApiKey))} is not set, and VidoraClient needs it. "
                + "Fix: options.ApiKey = \"<the account's API key>\"");
        }

        if (failures.Count > 0)
        {
            throw new OptionsValidationException(name, typeof(VidoraOptions), failures);
        }
    }

    private static List<string> Failures(string? name, VidoraOptions options)
    {
        var failures = new List<string>();
        Address(failures, name, options.BaseAddress);
        Secret(failures, name, nameof(options.ApiKey), options.ApiKey);
        Secret(failures, name, nameof(options.ApiSecret), options.ApiSecret);
        Range(failures, name, nameof(options.MaxEventsPerRequest), options.MaxEventsPerRequest, 1, 10_000, "500");
        Range(failures, name, nameof(options.MaxRequestBytes), options.MaxRequestBytes, 1024, 100 * 1024 * 1024, "1024 * 1024");
        var (shortest, longest) = (TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(10));
        Range(failures, name, nameof(options.RequestTimeout), options.RequestTimeout, shortest, longest, "TimeSpan.FromSeconds(30)");
        (shortest, longest) = (TimeSpan.FromMinutes(2), TimeSpan.FromDays(7));
        Range(failures, name, nameof(options.SignatureLifetime), options.SignatureLifetime, shortest, longest, "TimeSpan.FromHours(1)");
        var mapping = options.Mapping;
        Words(failures, name, nameof(mapping.Environments), mapping.Environments, known: null, "production");
        Words(failures, name, nameof(mapping.Platforms), mapping.Platforms, VidoraMappingOptions.AllPlatforms, "web");
        Words(failures, name, nameof(mapping.EventTypes), mapping.EventTypes, VidoraMappingOptions.AllEventTypes, "commerce_event");
        return failures;
    }

    private static void Address(List<string> failures, string? name, Uri? address)
    {
        var wanted = address switch
        {
            null or { IsAbsoluteUri: false } => "it must be an absolute address",
            { Scheme: not ("https" or "http") } => "it must be https",
            { Scheme: "http", IsLoopback: false } => "it must be https, because the API key travels in the address",
            { UserInfo.Length: > 0 } or { PathAndQuery: not "/" } or { Fragment.Length: > 0 } =>
                "it must be scheme, host and port and nothing else",
            _ => null,
        };
        if (wanted is not null)
        {
            failures.Add(
                $"{Setting(name, nameof(VidoraOptions.BaseAddress))} is \"{OptionText.Of(address)}\"; {wanted}. "
                + "Fix: options.BaseAddress = new Uri(\"https://api-us.vidora.com/\")");
        }
    }

    private static void Secret(List<string> failures, string? name, string property, string? value)
    {
        if (value is not null && value.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
        {
            failures.Add(
                $"{Setting(name, property)} (not shown) has white space or a control character in it, such as a line end from a file. "
                + $"Fix: options.{property} = value.Trim()");
        }
    }

    private static void Range<T>(List<string> failures, string? name, string property, T value, T from, T to, string example)
        where T : IComparable<T>, IFormattable
    {
        if (value.CompareTo(from) < 0 || value.CompareTo(to) > 0)
        {
            failures.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{Setting(name, property)} is {value}; it must be from {from} to {to}. Fix: options.{property} = {example}"));
        }
    }

    private static void Words(
        List<string> failures,
        string? name,
        string property,
        IReadOnlyCollection<string>? words,
        IReadOnlyCollection<string>? known,
        string example)
    {
        var setting = Setting(name, $"Mapping.{property}");
        var fix = $"Fix: options.Mapping.{property} = [\"{example}\"]";
        if (words is not { Count: > 0 })
        {
            failures.Add($"{setting} is empty, so that nothing would be forwarded. {fix}");
            return;
        }

        foreach (var word in words)
        {
            if (string.IsNullOrWhiteSpace(word) || (known is not null && !known.Contains(word, StringComparer.OrdinalIgnoreCase)))
            {
                var any = known is null ? "no blank" : $"any of {string.Join(", ", known)}";
                failures.Add($"{setting} has \"{word}\"; it may hold {any}. {fix}");
            }
        }
    }

    private static string Setting(string? name, string property) =>
        string.IsNullOrEmpty(name) ? $"VidoraOptions.{property}" : $"VidoraOptions.{property} of account \"{name}\"";
}
