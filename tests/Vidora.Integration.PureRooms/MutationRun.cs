using System.Diagnostics;
using System.Globalization;

namespace Vidora.Integration.PureRooms;

/// <summary>Runs Stryker over rooms. Stryker makes small mistakes in the code and counts how many the tests notice.</summary>
internal static class MutationRun
{
    /// <summary>Runs one Stryker for each folder of tests that the rooms have.</summary>
    /// <param name="rooms">The names of rooms. Default: all.</param>
    /// <param name="output">The folder for Stryker's reports.</param>
    /// <param name="percent">The share of the code that is mutated.</param>
    /// <returns>The exit code of the first run that failed, else 0. A room without a matching test fails.</returns>
    public static async Task<int> RunAsync(IReadOnlyCollection<string> rooms, string output, int percent)
    {
        foreach (var judged in PureRoom.All.Where(room => rooms.Count == 0 || rooms.Contains(room.Name)).GroupBy(room => (room.Project, room.Tests, room.Talks)))
        {
            if (judged.FirstOrDefault(room => !room.HasTests()) is { } untested)
            {
                await Console.Error.WriteLineAsync($"No test is in {untested.Project}.Tests.{untested.Tests}. Set Tests of the room {untested.Name} in PureRoom.cs.");
                return 1;
            }

            var arguments = new List<string>
            {
                "stryker",
                "--project", $"{judged.Key.Project}.csproj",
                // Tests that wait need a core of their own: else a mutant counts as noticed because the machine was busy.
                "--concurrency", (judged.Key.Talks ? 1 : Environment.ProcessorCount).ToString(CultureInfo.InvariantCulture),
                "--reporter", "json",
                "--reporter", "dots",
                "--output", Path.GetFullPath(Path.Combine(output, judged.Key.Project, judged.Key.Tests, judged.Key.Talks ? "talks" : "pure")),
                "--skip-version-check",
            };
            var sample = new MutationSample(percent);
            foreach (var (path, name) in judged.SelectMany(room => room.FindFiles()))
            {
                if (sample.Of(path, name) is { } file)
                {
                    arguments.AddRange(["--mutate", file]);
                }
            }

            // Only the tests of the room, and of a room that only computes only the fast ones: with all tests a run would take days. A
            // mistake that only other tests notice counts as unnoticed. Stryker's own filter does not work here: with it the first run of NUnit's tests never counts as complete.
            var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = Path.Combine("tests", $"{judged.Key.Project}.Tests") };
            start.Environment["VIDORA_TEST_SLOW"] = judged.Key.Talks ? "" : "skip";
            start.Environment["VIDORA_TEST_FOLDER"] = judged.Key.Tests;
            start.Environment["DOTNET_TieredPGO"] = "0";

            // MSBuild reads it: a mutant is not style.
            start.Environment["RunAnalyzers"] = "false";
            using var stryker = Process.Start(start)!;
            await stryker.WaitForExitAsync();
            if (stryker.ExitCode != 0)
            {
                return stryker.ExitCode;
            }
        }

        return 0;
    }
}
