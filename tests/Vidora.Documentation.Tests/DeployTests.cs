using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Vidora.Documentation.Tests;

/// <summary>The page on deployment names options, probes and exit codes that exist, and its files are well-formed.</summary>
[TestFixture]
public sealed partial class DeployTests
{
    private static readonly string _page = File.ReadAllText(Path.Combine(Repository.Root, "src", "Vidora.Integration.AspNetCore", "DEPLOY.md"));

    [Test]
    public void Variables_AreOptionsOfServe()
    {
        var commands = string.Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples", "Vidora.Samples.Console", "Commands"), "*.cs").Select(File.ReadAllText));
        var options = Option().Matches(commands).Select(match => "VIDORA" + match.Groups["name"].Value[1..].Replace('-', '_').ToUpperInvariant()).ToHashSet();
        Assert.That(Variable().Matches(_page).Select(match => match.Value).Distinct().ToList(), Has.Count.GreaterThan(8).And.SubsetOf(options));
    }

    [Test]
    public void Probes_AreMapped()
    {
        var probes = File.ReadAllText(Path.Combine(Repository.Root, "src", "Vidora.Integration.AspNetCore", "VidoraEndpointRouteBuilderExtensions.Probes.cs"));
        var paths = Regex.Matches(_page, @"path: (?<path>/\w+)").Select(match => match.Groups["path"].Value).Distinct().ToList();
        Assert.That(paths, Is.EquivalentTo(new[] { "/alive", "/ready" }));
        Assert.That(paths.Append("/health").Select(path => $"Map(\"{path}\""), Has.All.Matches<string>(map => probes.Contains(map, StringComparison.Ordinal)));
    }

    [Test]
    public void ExitCodes_ThatAreNotRestarted_AreThoseOfAWrongSetUp()
    {
        var codes = File.ReadAllText(Path.Combine(Repository.Root, "samples", "Vidora.Samples.Console", "ExitCode.cs"));
        Assert.That(_page, Does.Contain("RestartPreventExitStatus=1 4"));
        Assert.That(codes, Does.Contain("WrongUse = 1").And.Contain("WrongSetup = 4").And.Contain("Unreachable = 5"));
    }

    [Test]
    public void Yaml_IsIndentedBySpacesInPairs()
    {
        var lines = Block("yaml").Split('\n').Where(line => line.Trim().Length > 0).ToList();
        Assert.That(lines.Where(line => line.Contains('\t') || line.TakeWhile(c => c == ' ').Count() % 2 != 0), Is.Empty);
        Assert.That(lines, Has.Some.EqualTo("kind: StatefulSet").And.Some.EqualTo("  replicas: 1").And.Some.EqualTo("            readOnlyRootFilesystem: true").And.Some.EqualTo("        runAsNonRoot: true"));
    }

    [Test]
    public void Yaml_IsRead_WhereAReaderIsThere() => RunWhereThere(
        "python3", ["-c", "import sys, importlib.util as u; sys.exit(0 if u.find_spec('yaml') is None else (__import__('yaml').safe_load(sys.stdin.read()) is None))"], Block("yaml"));

    [Test]
    public void Unit_IsValid_WhereSystemdIsThere()
    {
        var folder = Directory.CreateTempSubdirectory("vidora-unit-");
        try
        {
            var unit = Path.Combine(folder.FullName, "vidora.service");
            File.WriteAllText(unit, Regex.Replace(Block("systemd"), "ExecStart=.*", "ExecStart=/bin/true").Replace("EnvironmentFile=/", "EnvironmentFile=-/", StringComparison.Ordinal));
            RunWhereThere("systemd-analyze", ["verify", "--man=no", unit], "");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Test]
    public void Container_IsNotRootAndHasOneVolume()
    {
        var file = Block("dockerfile").Split('\n');
        Assert.That(file, Has.Some.EqualTo("USER 10001").And.Some.EqualTo("VOLUME /data").And.Some.EqualTo("STOPSIGNAL SIGTERM"));
    }

    private static string Block(string language) =>
        Regex.Match(_page, $"```{language}\n(?<block>.*?)\n```", RegexOptions.Singleline).Groups["block"].Value is { Length: > 0 } block
            ? block
            : throw new AssertionException($"The page has no block of {language}.");

    private static void RunWhereThere(string program, string[] arguments, string input)
    {
        Process process;
        try
        {
            process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true })!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Ignore($"{program} is not there.");
            return;
        }

        using (process)
        {
            process.StandardInput.Write(input);
            process.StandardInput.Close();
            var output = process.StandardError.ReadToEnd();
            Assert.That(process.WaitForExit(TimeSpan.FromSeconds(60)), Is.True);
            Assert.That(process.ExitCode, Is.Zero, output);
        }
    }

    [GeneratedRegex(@"\bVIDORA_[A-Z_]+\b")]
    private static partial Regex Variable();

    [GeneratedRegex("\"(?<name>--[a-z-]+)\"")]
    private static partial Regex Option();
}
