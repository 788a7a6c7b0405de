using Microsoft.Extensions.Options;

namespace Vidora.Integration.Delivery.WriteBack;

/// <summary>Validates the folders of an account.</summary>
internal static class PredictionFolderOptionsValidator
{
    /// <exception cref="OptionsValidationException">An option is invalid, or two pipelines have one folder.</exception>
    public static void ThrowIfInvalid(string account, IReadOnlyList<PredictionFolderOptions> folders)
    {
        var shared = folders
            .GroupBy(folder => Path.GetFullPath(folder.Directory.Length == 0 ? "." : folder.Directory), StringComparer.Ordinal)
            .Where(group => group.Count() > 1)
            .Select(group =>
                $"The pipelines {string.Join(" and ", group.Select(folder => $"\"{folder.Pipeline}\""))} have the same Directory. Set one for each.");
        List<string> failures = [.. folders.SelectMany(folder => PredictionFolderOptions.Settings.Validate(account, folder)), .. shared];
        if (failures.Count > 0)
        {
            throw new OptionsValidationException(account, typeof(PredictionFolderOptions), failures);
        }
    }
}
