using System.Globalization;
using System.Text.Json;

namespace Vidora.Integration.PureRooms;

/// <summary>Adds up how much of each room the tests reach, from coverlet's JSON files, one per test assembly.</summary>
internal sealed class CoverageReport
{
    private const double LeastBranches = 0.95;

    private readonly Dictionary<(string File, long Line), long> _lines = [];
    private readonly Dictionary<Branch, long> _branches = [];

    /// <summary>Reads every <c>coverage.json</c> in a folder. A line or branch counts when one of the assemblies reached it.</summary>
    public static CoverageReport Read(string folder)
    {
        var report = new CoverageReport();
        foreach (var path in Directory.EnumerateFiles(folder, "coverage.json", SearchOption.AllDirectories))
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            foreach (var file in json.RootElement.EnumerateObject().SelectMany(module => module.Value.EnumerateObject()))
            {
                report.Add(file.Name, file.Value);
            }
        }

        return report;
    }

    /// <summary>Prints a line per room and the branches that no test takes.</summary>
    /// <returns>Whether every room was measured, and all rooms together reach the minimum.</returns>
    public bool Print(TextWriter output)
    {
        output.WriteLine("pure room           lines     branches  not taken");
        foreach (var room in PureRoom.Pure)
        {
            Print(output, room.Name, room.Has);
        }

        var share = Print(output, "all", path => PureRoom.Pure.Any(room => room.Has(path)));
        foreach (var file in _branches.Where(branch => branch.Value == 0).GroupBy(branch => branch.Key.File).OrderBy(file => file.Key, StringComparer.Ordinal))
        {
            if (PureRoom.Pure.Any(room => room.Has(file.Key)))
            {
                output.WriteLine($"  {file.Key.Split("/src/")[^1]}: line {string.Join(", ", file.Select(branch => branch.Key.Line).Order())}");
            }
        }

        var empty = PureRoom.Pure.Where(room => !_lines.Keys.Any(line => room.Has(line.File))).Select(room => room.Name).ToList();
        if (empty.Count > 0)
        {
            output.WriteLine($"Nothing was measured of {string.Join(", ", empty)}. Run the tests of every project with coverage, and check the files in PureRoom.cs.");
            return false;
        }

        if (share >= LeastBranches)
        {
            return true;
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Only {share:P1} of the branches in the pure rooms are tested; at least {LeastBranches:P0} must be. Test the lines above, or delete code that cannot be reached."));
        return false;
    }

    private static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;

    private double Print(TextWriter output, string name, Func<string, bool> has)
    {
        var lines = _lines.Where(line => has(line.Key.File)).ToList();
        var branches = _branches.Where(branch => has(branch.Key.File)).ToList();
        var missed = branches.Count(branch => branch.Value == 0);
        var share = Share(branches.Count - missed, branches.Count);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-18}{Share(lines.Count(line => line.Value > 0), lines.Count),8:P1}  {share,8:P1}  {missed,5} of {branches.Count}"));
        return share;
    }

    private void Add(string file, JsonElement classes)
    {
        foreach (var method in classes.EnumerateObject().SelectMany(type => type.Value.EnumerateObject()))
        {
            foreach (var line in method.Value.GetProperty("Lines").EnumerateObject())
            {
                var key = (file, long.Parse(line.Name, CultureInfo.InvariantCulture));
                _lines[key] = _lines.GetValueOrDefault(key) + line.Value.GetInt64();
            }

            foreach (var branch in method.Value.GetProperty("Branches").EnumerateArray())
            {
                var key = new Branch(
                    file,
                    method.Name,
                    branch.GetProperty("Line").GetInt64(),
                    branch.GetProperty("Offset").GetInt64(),
                    branch.GetProperty("Path").GetInt64());
                _branches[key] = _branches.GetValueOrDefault(key) + branch.GetProperty("Hits").GetInt64();
            }
        }
    }

    private readonly record struct Branch(string File, string Method, long Line, long Offset, long Path);
}
