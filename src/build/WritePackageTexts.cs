#nullable enable
using System;
using System.IO;
using System.Text.RegularExpressions;
using Microsoft.Build.Framework;

/// <summary>
/// Writes the README of a package, and reads its release notes from the changelog. A site of packages has no files beside the README:
/// its links become addresses of this commit, or plain text when the repository has no address on the web. The build compiles this task.
/// </summary>
public sealed class WritePackageTexts : Microsoft.Build.Utilities.Task
{
    /// <summary>The folder of the project in the repository, with a slash at the end.</summary>
    [Required]
    public string Project { get; set; } = "";

    [Required]
    public string RepositoryRoot { get; set; } = "";

    /// <summary>The address of the repository, as of GitHub or GitLab. May be empty.</summary>
    public string RepositoryUrl { get; set; } = "";

    public string Commit { get; set; } = "";

    [Required]
    public string Version { get; set; } = "";

    /// <summary>The file to write.</summary>
    [Required]
    public string Readme { get; set; } = "";

    [Output]
    public string ReleaseNotes { get; set; } = "";

    public override bool Execute()
    {
        var readme = Regex.Replace(
            File.ReadAllText(Path.Combine(RepositoryRoot, Project, "README.md")),
            @"\[(?<text>[^\]]+)\]\((?<target>[^)]+)\)",
            link => Absolute(link.Groups["target"].Value) is string address ? $"[{link.Groups["text"].Value}]({address})" : link.Groups["text"].Value);
        Directory.CreateDirectory(Path.GetDirectoryName(Readme)!);
        File.WriteAllText(Readme, readme);

        var changelog = File.ReadAllText(Path.Combine(RepositoryRoot, ".github", "CHANGELOG.md"));
        ReleaseNotes = Regex.Match(changelog, $@"(?s)(?<=\n## \[{Regex.Escape(Version)}\][^\n]*\n).*?(?=\n## \[|\z)").Value.Trim();
        if (ReleaseNotes.Length == 0)
        {
            Log.LogError($"CHANGELOG.md has no section [{Version}]. Add the section, or set VersionPrefix.");
        }

        return !Log.HasLoggedErrors;
    }

    private string? Absolute(string target) =>
        target.StartsWith("https://", StringComparison.Ordinal) || target.StartsWith("http://", StringComparison.Ordinal) ? target
        : RepositoryUrl.StartsWith("https://", StringComparison.Ordinal)
            ? new Uri(new Uri($"{Regex.Replace(RepositoryUrl, @"(/|\.git)$", "")}/blob/{Commit}/{Project}README.md"), target).AbsoluteUri
        : null;
}
