using System.Diagnostics;

namespace Vidora.Integration.PureRooms;

/// <summary>Runs Stryker over rooms: it makes small mistakes in their code, one at a time, and counts how many the tests notice.</summary>
internal static class MutationRun
{
    /// <summary>Runs one Stryker for each project that the rooms are of.</summary>
    /// <param name="rooms">The names of rooms; all when there are none.</param>
    /// <param name="output">The folder for Stryker's reports.</param>
    /// <returns>The exit code of the first run that failed, 0 when none did.</returns>
    public static async Task<int> RunAsync(IReadOnlyCollection<string> rooms, string output)
    {
        foreach (var project in PureRoom.All.Where(room => rooms.Count == 0 || rooms.Contains(room.Name)).GroupBy(room => room.Project))
        {
            var arguments = new List<string>
            {
                "stryker",
                "--project", $"{project.Key}.csproj",
                "--concurrency", "1",
                "--reporter", "json",
                "--output", Path.GetFullPath(Path.Combine(output, project.Key)),
                "--skip-version-check",
            };
            foreach (var file in project.SelectMany(room => room.Files))
            {
                arguments.AddRange(["--mutate", file]);
            }

            // Without the slow tests: with them a run would take days. A mistake that only they notice counts as unnoticed. (Stryker's
            // own filter is of no use here: with it the first run of NUnit's tests never counts as complete.)
            var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = Path.Combine("tests", $"{project.Key}.Tests") };
            start.Environment["VIDORA_TEST_SLOW"] = "skip";
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
