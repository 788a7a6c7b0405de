using Microsoft.Extensions.Options;

namespace Vidora.Integration.Settings;

/// <summary>Validates options by their table.</summary>
internal sealed class SettingsValidator<T>(SettingsTable<T> settings) : IValidateOptions<T>
    where T : class
{
    public ValidateOptionsResult Validate(string? name, T options) => settings.Validate(name, options) is { Count: > 0 } failures
        ? ValidateOptionsResult.Fail(failures)
        : ValidateOptionsResult.Success;
}
