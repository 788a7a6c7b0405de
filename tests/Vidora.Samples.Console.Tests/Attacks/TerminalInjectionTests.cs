using System.Text;
using System.Text.Json;

namespace Vidora.Samples.Console.Tests.Attacks;

/// <summary>
/// A sender of events, or of names of files, writes to the terminal of the operator who counts them: escape sequences, line ends, marks that turn
/// the direction of writing. What the program prints of them is text on its own line, and cut when it is long.
/// </summary>
[Platform(Exclude = "Win", Reason = "Such file names cannot be there.")]
public sealed class TerminalInjectionTests
{
    private static readonly TestCaseData[] _names =
    [
        Name("esc\u001b[2J\u001b]0;owned\u0007", "escape sequences"),
        Name("line\r\nExit code 0: everything is fine", "line end"),
        Name("bidi\u202eexe.txt\u2066", "direction"),
        Name("separators\u2028\u2029\u0085", "separators"),
        Name("markup [red]x[/] [link=http://evil.example]y[/]", "markup"),
        Name(new string('l', 100_000), "long"),
    ];

    [TestCaseSource(nameof(_names))]
    public async Task Map_EventAndPlatformOfThatName_AreText(string name)
    {
        var text = JsonSerializer.Serialize(name);
        var events = $$$"""{"event_type":{{{text}}},"data":{}},{"event_type":"custom_event","data":{"event_name":{{{text}}},"custom_attributes":{"a":"b","a":"c"} } }""";
        var batches = Encoding.UTF8.GetBytes($$"""
            {"mpid":"1","events":[{{events}}]}
            {"mpid":"1","environment":{{text}},"events":[{{events}}]}
            {"mpid":"1",{{text}}:oops}
            """);

        // What goes to standard output are the events themselves, as JSON for another program.
        var run = await ConsoleRun.OfAsync(["map", "-"], batches, []);

        AssertIsText(run.Error);
    }

    [TestCase("esc\u001b[2J.json", TestName = "Commands_FileOfThatName_IsText(escape sequence)")]
    [TestCase("line\nExit code 0.json")]
    [TestCase("bidi\u202enosj.json", TestName = "Commands_FileOfThatName_IsText(direction)")]
    public async Task Commands_FileOfThatName_IsText(string name)
    {
        var path = Path.Combine(Path.GetDirectoryName(Fixture.NewPath("x"))!, name);
        await File.WriteAllTextAsync(path, "no JSON");
        try
        {
            foreach (var run in new[]
            {
                await ConsoleRun.OfAsync("map", path),
                await ConsoleRun.OfAsync("map", path + " missing"),
                await ConsoleRun.OfAsync("import", path, "--pipeline", name, "--dry-run", "--feed", "http://127.0.0.1:1", "--state", Fixture.NewPath("state.db")),
                await ConsoleRun.OfAsync("replay", path, "--dry-run"),
            })
            {
                AssertIsText(run.Output + run.Error);
            }
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static TestCaseData Name(string name, string shown) => new TestCaseData(name).SetArgDisplayNames(shown);

    private static void AssertIsText(string printed)
    {
        Assert.That(printed, Is.Not.Empty);
        Assert.That(printed.Where(c => (char.IsControl(c) && c is not ('\n' or '\r')) || c is '\u2028' or '\u2029' or '\u202e' or '\u2066'), Is.Empty);
        Assert.That(printed.Split('\n').Select(line => line.Trim()), Has.None.StartsWith("Exit code 0"));
    }
}
