using Microsoft.Extensions.Options;

namespace Vidora.Integration.Delivery.WriteBack;

/// <summary>Validates the folders of an account.</summary>
internal static class PredictionFolderOptionsValidator
{
    /// <exception cref="OptionsValidationException">An option is invalid. The message names it, with its value and valid values.</exception>
    public static void ThrowIfInvalid(string account, IReadOnlyList<PredictionFolderOptions> folders)
    {
        var failures = new List<string>();
        foreach (var folder in folders)
        {
            var import = folder.Import;
            Check(!string.IsNullOrWhiteSpace(folder.Directory), "Directory", "", "the folder that receives the exports");
            Check(folder.Pipeline.Any(char.IsLetterOrDigit), "Pipeline", folder.Pipeline, "the pipeline's name");
            Check(import.UsersPerSecond is null or (>= 1 and <= 1_000_000), "Import.UsersPerSecond", $"{import.UsersPerSecond}", "from 1 to 1000000, or null");
            Check(import.GiveUpAfter >= TimeSpan.Zero, "Import.GiveUpAfter", import.GiveUpAfter.ToString("c"), "00:00:00 or more");
            Check(!import.DryRun, "Import.DryRun", "true", "false, because an applied export moves away");
            Check(import.ResultsFile is null, "Import.ResultsFile", import.ResultsFile ?? "", "null, because each export has its own results file");
            Check(folder.PollInterval >= TimeSpan.FromMilliseconds(10) && folder.PollInterval <= TimeSpan.FromHours(1), "PollInterval", folder.PollInterval.ToString("c"), "from 00:00:00.0100000 to 01:00:00");
            Check(folder.StateFile is null or { Length: > 0 }, "StateFile", "", "a path, or null for the default");
        }

        foreach (var group in folders.GroupBy(folder => Path.GetFullPath(folder.Directory.Length == 0 ? "." : folder.Directory), StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            failures.Add($"The pipelines {string.Join(" and ", group.Select(folder => $"\"{folder.Pipeline}\""))} have the same Directory. Set one for each.");
        }

        if (failures.Count > 0)
        {
            throw new OptionsValidationException(account, typeof(PredictionFolderOptions), failures);
        }

        void Check(bool isValid, string setting, string value, string valid)
        {
            if (!isValid)
            {
                failures.Add($"PredictionFolderOptions.{setting}{(account.Length == 0 ? "" : $" of account \"{account}\"")} is \"{value}\" and must be {valid}.");
            }
        }
    }
}
