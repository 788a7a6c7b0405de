namespace Vidora.Packages.Tests;

/// <summary>The command <c>vidora</c> as a .NET tool: installed into an empty folder, without any source.</summary>
[TestFixture]
public sealed class ToolTests
{
    public const string Id = "Vidora.Integration.Tool";

    [Test]
    public async Task Tool_Installed_BringsPredictionsToEmulatedProfiles()
    {
        var folder = Packed.CreateFolder("tool");
        await File.WriteAllTextAsync(Path.Combine(folder, "NuGet.config"), $"""
            <configuration>
              <packageSources><clear /><add key="packed" value="{Packed.Folder}" /></packageSources>
            </configuration>
            """);
        var environment = new Dictionary<string, string> { ["NUGET_PACKAGES"] = Path.Combine(folder, "unpacked") };
        await Dotnet.RunAsync(folder, environment, "tool", "install", Id, "--tool-path", "tools", "--version", Packed.Version);

        var work = Packed.CreateFolder("empty");
        var command = Path.Combine(folder, "tools", OperatingSystem.IsWindows() ? "vidora.exe" : "vidora");
        var version = await Dotnet.RunProgramAsync(command, work, environment, "--version");
        var output = await Dotnet.RunProgramAsync(command, work, environment);

        Assert.That(version, Does.StartWith(Packed.Version));
        Assert.That(output, Does.Contain("It adds up").And.Contain("$intelligent_attribute:vidora:"));
        Assert.That(new FileInfo(Path.Combine(Packed.Folder, $"{Id}.{Packed.Version}.nupkg")).Length, Is.LessThan(100_000_000));
    }
}
