using Microsoft.Extensions.Options;

namespace Vidora.Integration.Delivery.WriteBack;

/// <summary>Says which setting of which folder is wrong, and what would be right.</summary>
internal static class PredictionFolderOptionsValidator
{
    public static void ThrowUnlessUsable(string account, IReadOnlyList<PredictionFolderOptions> folders)
    {
        var wrong = new List<string>();
        foreach (var folder in folders)
        {
            Check(!string.IsNullOrWhiteSpace(folder.Directory), "Directory", "", "the folder that receives the exports");
            Check(folder.Pipeline.Any(char.IsLetterOrDigit), "Pipeline", folder.Pipeline, "the pipeline's name");
            Check(folder.UsersPerSecond is null or (>= 1 and <= 1_000_000), "UsersPerSecond", $"{folder.UsersPerSecond}", "from 1 to 1000000, or null");
            Check(folder.PollInterval >= TimeSpan.FromMilliseconds(10) && folder.PollInterval <= TimeSpan.FromHours(1), "PollInterval", folder.PollInterval.ToString("c"), "from 00:00:00.0100000 to 01:00:00");
            Check(folder.StateFile is null or { Length: > 0 }, "StateFile", "", "a path, or nothing for the default");
        }

        foreach (var group in folders.GroupBy(folder => Path.GetFullPath(folder.Directory.Length == 0 ? "." : folder.Directory), StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            wrong.Add($"The pipelines {string.Join(" and ", group.Select(folder => $"\"{folder.Pipeline}\""))} have the same Directory; each needs its own.");
        }

        if (wrong.Count > 0)
        {
            throw new OptionsValidationException(account, typeof(PredictionFolderOptions), wrong);
        }

        void Check(bool right, string setting, string value, string should)
        {
            if (!right)
            {
                wrong.Add($"PredictionFolderOptions.{setting}{(account.Length == 0 ? "" : $" of account \"{account}\"")} is \"{value}\" and must be {should}.");
            }
        }
    }
}
