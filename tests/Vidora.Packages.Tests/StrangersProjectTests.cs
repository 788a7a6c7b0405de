using System.Reflection;

namespace Vidora.Packages.Tests;

/// <summary>
/// A project of a stranger, outside the repository, that knows the packages only: it restores them and runs what the
/// README shows, with an emulator where the README has Vidora.
/// </summary>
[TestFixture]
public sealed class StrangersProjectTests
{
    private const int Batches = 20;
    private const string Emulator = "await using var emulator = await Vidora.Integration.Emulator.VidoraEmulator.StartAsync();\n";

    private static readonly string _packageFolder = typeof(StrangersProjectTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "PackageFolder").Value!;

    [Test]
    public async Task Console_OfTheReadme_SendsItsBatches()
    {
        var folder = CreateProject("console", "Microsoft.NET.Sdk", ["Vidora.Integration", "Vidora.Integration.Emulator"]);
        const string Options = "new VidoraOptions { ";
        var code = BeforeLine(Block("MParticleDocuments.ReadAsync"), "new VidoraClient(", Emulator)
            .Replace(Options, Options + "BaseAddress = emulator.Address, ", StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), code + """

            Console.WriteLine($"received {emulator.Events.Count}");
            """);

        var printed = Lines(await Dotnet.RunAsync(folder, Settings(), "run"));

        var accepted = printed.Where(line => line.EndsWith(" events: Accepted (http_200)", StringComparison.Ordinal)).Select(line => line.Split(' ')).ToList();
        Assert.That(accepted, Has.Count.EqualTo(Batches));
        Assert.That(accepted.Select(words => words[0]), Is.EqualTo(accepted.Select(words => words[2])), "all of them");
        Assert.That(printed[^1], Is.EqualTo($"received {accepted.Sum(words => Number(words[0]))}"));
    }

    [Test]
    public async Task Host_OfTheReadme_ReceivesAndForwards()
    {
        var folder = CreateProject("host", "Microsoft.NET.Sdk.Web", PackageTests.Ids.Where(id => !id.Contains("Aspire", StringComparison.Ordinal)));
        var code = BeforeLine(Block("app.MapVidora("), "builder.Build()", Emulated("builder.Services"));
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), BeforeLine(code, "app.Run();", """
            app.Lifetime.ApplicationStarted.Register(() => Task.Run(async () =>
            {
                using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
                http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "from-mparticle");
                using var batches = new StringContent(File.ReadAllText("batches.jsonl"), null, "application/json");
                using var answer = await http.PostAsync("/mparticle/batches", batches);
                var accepted = (await answer.Content.ReadAsStringAsync()).Split(':', ',', '}')[1];
                await emulator.WaitForEventsAsync(int.Parse(accepted), TimeSpan.FromSeconds(60));
                Console.WriteLine($"answered {(int)answer.StatusCode}, accepted {accepted}, received {emulator.Events.Count}, {await http.GetStringAsync("/health")}");
                app.Lifetime.StopApplication();
            }));
            """));

        var printed = await Dotnet.RunAsync(folder, Settings(), "run");

        Assert.That(printed, Does.Match(@"answered 202, accepted ([1-9]\d+), received \1, \{""status"":""Healthy"""));
        Assert.That(File.Exists(Path.Combine(folder, "vidora-queue.db")), Is.True);
    }

    [Test]
    public async Task Function_OfTheReadme_AnswersARegistration()
    {
        var folder = CreateProject("function", "Microsoft.NET.Sdk", ["Vidora.Integration.Delivery"]);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "Program.cs"),
            CodeBlock.In("src/Vidora.Integration.Delivery/README.md").Single(block => block.Code.Contains("new VidoraFirehose(", StringComparison.Ordinal)).Code);

        Assert.That(await Dotnet.RunAsync(folder, Settings(), "run"), Does.StartWith("200 application/json"));
    }

    [Test]
    public async Task AppHost_OfTheReadme_Builds()
    {
        var folder = CreateProject("apphost", "Microsoft.NET.Sdk", ["Vidora.Integration.Aspire.Hosting"], "NU1603;NETSDK1228");
        await File.WriteAllTextAsync(Path.Combine(folder, "Program.cs"), CodeBlock.In("src/Vidora.Integration.Aspire.Hosting/README.md").Single().Code);

        await Dotnet.RunAsync(folder, Settings(), "build");
    }

    private static string CreateProject(string name, string sdk, IEnumerable<string> packages, string noWarn = "")
    {
        var folder = Packed.CreateFolder(name);
        var references = packages.Select(id => $"""    <PackageReference Include="{id}" Version="{Packed.Version}" />""");
        File.WriteAllText(Path.Combine(folder, $"{name}.csproj"), $"""
            <Project Sdk="{sdk}">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NoWarn>$(NoWarn);{noWarn}</NoWarn>
              </PropertyGroup>
              <ItemGroup>
            {string.Join('\n', references)}
              </ItemGroup>
            </Project>
            """);

        // The packages are unpacked here and not into the machine's folder, where all others are already.
        File.WriteAllText(Path.Combine(folder, "NuGet.config"), $"""
            <configuration>
              <packageSources><add key="packed" value="{Packed.Folder}" /></packageSources>
              <config><add key="globalPackagesFolder" value="unpacked" /></config>
              <fallbackPackageFolders><add key="machine" value="{_packageFolder}" /></fallbackPackageFolders>
            </configuration>
            """);
        File.WriteAllLines(
            Path.Combine(folder, "batches.jsonl"),
            File.ReadLines(Path.Combine(Repository.Root, "samples", "data", "events.jsonl")).Take(Batches));
        return folder;
    }

    /// <summary>The block of the README with that in it.</summary>
    private static string Block(string part) =>
        CodeBlock.In("README.md").Single(block => block.Code.Contains(part, StringComparison.Ordinal)).Code;

    private static string Emulated(string services) => $"{Emulator}emulator.UseVidora({services});";

    private static string BeforeLine(string code, string part, string added)
    {
        var lines = code.Split('\n').ToList();
        lines.Insert(lines.FindIndex(line => line.Contains(part, StringComparison.Ordinal)), added);
        return string.Join('\n', lines);
    }

    private static Dictionary<string, string> Settings() => new()
    {
        ["VIDORA_API_KEY"] = "demo-key",
        ["WEBHOOK_AUTHORIZATION"] = "from-mparticle",
        ["FIREHOSE_TOKEN"] = "from-firehose",
        ["OPERATOR_CREDENTIAL"] = "operator",
        ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
    };

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static int Number(string text) => int.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
