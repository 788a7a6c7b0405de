using System.Globalization;
using System.Text.Json;

namespace Vidora.Integration.PureRooms;

/// <summary>How many mutants of each room the tests notice, from the reports of Stryker.</summary>
internal sealed class MutationReport
{
    private readonly List<Mutant> _mutants = [];

    /// <summary>Reads every <c>mutation-report.json</c> in a folder.</summary>
    public static MutationReport Read(string folder)
    {
        var report = new MutationReport();
        foreach (var path in Directory.EnumerateFiles(folder, "mutation-report.json", SearchOption.AllDirectories))
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            foreach (var file in json.RootElement.GetProperty("files").EnumerateObject())
            {
                report._mutants.AddRange(file.Value.GetProperty("mutants").EnumerateArray().Select(mutant => Mutant.Read(file.Name, mutant)));
            }
        }

        return report;
    }

    /// <summary>
    /// Prints a line per room and each mutant that no test noticed. The score leaves out mutants that do not compile or that
    /// Stryker skips. A mutant that no test reaches lowers it.
    /// </summary>
    /// <returns>Whether a test reached at least one mutant of each room.</returns>
    public bool Print(TextWriter output)
    {
        var untested = new List<string>();
        output.WriteLine("room                score  noticed  unnoticed  not reached");
        foreach (var room in PureRoom.All)
        {
            var mutants = _mutants.Where(mutant => room.Has(mutant.File)).ToList();
            var noticed = mutants.Count(mutant => mutant.Status is "Killed" or "Timeout");
            var unnoticed = mutants.Count(mutant => mutant.Status == "Survived");
            var notReached = mutants.Count(mutant => mutant.Status == "NoCoverage");
            if (noticed + unnoticed == 0 && notReached > 0)
            {
                untested.Add(room.Name);
            }

            if (noticed + unnoticed + notReached > 0)
            {
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{room.Name,-18}{(double)noticed / (noticed + unnoticed + notReached),7:P1}  {noticed,7}  {unnoticed,9}  {notReached,11}"));
            }
        }

        foreach (var mutant in _mutants.Where(mutant => mutant.Status is "Survived" or "NoCoverage").OrderBy(mutant => mutant.File, StringComparer.Ordinal).ThenBy(mutant => mutant.Line))
        {
            if (PureRoom.All.Any(room => room.Has(mutant.File)))
            {
                output.WriteLine($"  {mutant.File.Split("/src/")[^1]}:{mutant.Line} {mutant.Status}: {mutant.Replacement}");
            }
        }

        if (untested.Count > 0)
        {
            output.WriteLine($"No test reached a mutant of {string.Join(", ", untested)}. Check Tests of these rooms in PureRoom.cs.");
        }

        return untested.Count == 0;
    }

    private sealed record Mutant(string File, int Line, string Status, string Replacement)
    {
        private const int LongestReplacement = 120;

        public static Mutant Read(string file, JsonElement mutant)
        {
            var replacement = string.Join(' ', (mutant.GetProperty("replacement").GetString() ?? "").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
            return new(
                file,
                mutant.GetProperty("location").GetProperty("start").GetProperty("line").GetInt32(),
                mutant.GetProperty("status").GetString() ?? "",
                $"{mutant.GetProperty("mutatorName").GetString()}: {replacement[..Math.Min(replacement.Length, LongestReplacement)]}");
        }
    }
}
