using System.Globalization;
using Microsoft.Extensions.Options;

namespace Vidora.Integration.Predictions;

/// <summary>Says what is wrong with a feed's options and what corrects it; never shows key or secret.</summary>
internal sealed class MParticleFeedOptionsValidator : IValidateOptions<MParticleFeedOptions>
{
    public ValidateOptionsResult Validate(string? name, MParticleFeedOptions options)
    {
        var failures = Failures(name, options);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    public static void ThrowUnlessUsable(string name, MParticleFeedOptions options)
    {
        if (Failures(name, options) is { Count: > 0 } failures)
        {
            throw new OptionsValidationException(name, typeof(MParticleFeedOptions), failures);
        }
    }

    private static List<string> Failures(string? name, MParticleFeedOptions options)
    {
        var failures = new List<string>();
        Credential(failures, name, nameof(options.Key), options.Key);
        Credential(failures, name, nameof(options.Secret), options.Secret);
        if (options.Key?.Contains(':', StringComparison.Ordinal) == true)
        {
            failures.Add($"{Setting(name, nameof(options.Key))} (not shown) has a colon in it, which basic authentication cannot carry. Fix: options.Key = \"<the feed's key>\"");
        }

        if (options.Environment.Value is not ("production" or "development"))
        {
            failures.Add($"{Setting(name, nameof(options.Environment))} is \"{options.Environment}\"; it must be production or development. Fix: options.Environment = MParticleEnvironment.Production");
        }

        if (options.RequestTimeout < TimeSpan.FromMilliseconds(1) || options.RequestTimeout > TimeSpan.FromMinutes(10))
        {
            failures.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{Setting(name, nameof(options.RequestTimeout))} is {options.RequestTimeout}; it must be from 00:00:00.0010000 to 00:10:00. Fix: options.RequestTimeout = TimeSpan.FromSeconds(30)"));
        }

        return failures;
    }

    private static void Credential(List<string> failures, string? name, string property, string? value)
    {
        if (string.IsNullOrEmpty(value))
        {
            failures.Add($"{Setting(name, property)} is not set. Fix: options.{property} = \"<the feed's {(property == nameof(MParticleFeedOptions.Key) ? "key" : "secret")}>\"");
        }
        else if (value.Any(c => char.IsWhiteSpace(c) || char.IsControl(c)))
        {
            failures.Add($"{Setting(name, property)} (not shown) has white space or a control character in it, such as a line end from a file. Fix: options.{property} = value.Trim()");
        }
    }

    private static string Setting(string? name, string property) =>
        string.IsNullOrEmpty(name) ? $"MParticleFeedOptions.{property}" : $"MParticleFeedOptions.{property} of account \"{name}\"";
}
