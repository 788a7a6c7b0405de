using System.Diagnostics;
using System.Globalization;
using Vidora.Integration.Fuzzing.Engine;
using Vidora.Integration.Fuzzing.Targets;

namespace Vidora.Integration.Fuzzing;

/// <summary>The long run, by command. See README.md beside this file.</summary>
internal sealed class FuzzCommand
{
    private const string Usage = """
        Usage: dotnet run -c Release --project tests/Vidora.Integration.Fuzzing -- [--inputs 10000000] [--seed 1] [--target NAME]...
               [--minutes M] [--findings FOLDER] [--uninstrumented]
               dotnet run -c Release --project tests/Vidora.Integration.Fuzzing -- --target NAME --replay FILE
        """;

    private const int Turns = 200;

    private readonly List<string> _targets = [];
    private long _inputs = 1_000_000;
    private int _seed = 1;
    private TimeSpan? _limit;
    private string _findings = "fuzzing-findings";
    private string? _replay;

    private FuzzCommand()
    {
    }

    /// <summary>Whether the arguments ask for a run without coverage.</summary>
    public static bool IsUninstrumented(string[] args) => args.Contains("--uninstrumented");

    /// <summary>Runs; called by name in the instrumented copy of this program.</summary>
    /// <returns>0 without findings, 1 with one, 2 when the arguments are wrong.</returns>
    public static int Run(string[] args)
    {
        FuzzCommand command;
        try
        {
            command = Parse(args);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            Console.Error.WriteLine(e.Message);
            Console.Error.WriteLine(Usage);
            return 2;
        }

        return command.Run(isInstrumented: !IsUninstrumented(args));
    }

    private static FuzzCommand Parse(string[] args)
    {
        var command = new FuzzCommand();
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--uninstrumented")
            {
                continue;
            }

            var value = i + 1 < args.Length ? args[i + 1] : throw new FormatException($"{args[i]} needs a value.");
            switch (args[i++])
            {
                case "--inputs":
                    command._inputs = long.Parse(value, CultureInfo.InvariantCulture);
                    break;
                case "--seed":
                    command._seed = int.Parse(value, CultureInfo.InvariantCulture);
                    break;
                case "--minutes":
                    command._limit = TimeSpan.FromMinutes(double.Parse(value, CultureInfo.InvariantCulture));
                    break;
                case "--target":
                    command._targets.Add(FuzzTargets.Names.Contains(value)
                        ? value
                        : throw new FormatException($"There is no target \"{value}\". There are {string.Join(", ", FuzzTargets.Names)}."));
                    break;
                case "--findings":
                    command._findings = value;
                    break;
                case "--replay":
                    command._replay = value;
                    break;
                default:
                    throw new FormatException($"{args[i - 1]} is unknown.");
            }
        }

        return command;
    }

    private int Run(bool isInstrumented)
    {
        IReadOnlyList<string> names = _targets.Count > 0 ? _targets : FuzzTargets.Names;

        // First, because instrumented code needs the memory for it.
        var coverages = names.Select(_ => isInstrumented ? new Coverage() : null).ToList();
        var targets = names.Select(FuzzTargets.Create).ToList();
        try
        {
            if (_replay is not null)
            {
                Console.WriteLine(targets[0].Run(File.ReadAllBytes(_replay)) ? "taken" : "refused");
                return 0;
            }

            List<Fuzzer> fuzzers =
                [.. targets.Zip(coverages, (target, coverage) => new Fuzzer(target, _seed, coverage, finding => Stop(target, finding)))];
            return Report(targets, RunInTurns(fuzzers, names));
        }
        finally
        {
            targets.ForEach(target => target.Dispose());
        }
    }

    /// <summary>The targets take turns, so that a run that ends before its time has run all of them.</summary>
    private FuzzReport[] RunInTurns(List<Fuzzer> fuzzers, IReadOnlyList<string> names)
    {
        var reports = new FuzzReport[fuzzers.Count];
        var started = Stopwatch.GetTimestamp();
        for (var turn = 1L; turn <= Turns && (_limit is null || Stopwatch.GetElapsedTime(started) < _limit); turn++)
        {
            for (var i = 0; i < fuzzers.Count; i++)
            {
                var inputs = FuzzTargets.InputsOf(names[i], names, _inputs);
                reports[i] = fuzzers[i].Run((inputs * turn / Turns) - (inputs * (turn - 1) / Turns));
            }

            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{reports.Sum(report => report.Inputs):N0} inputs, {reports.Sum(report => report.Findings.Count)} findings"));
        }

        return reports;
    }

    private int Report(List<FuzzTarget> targets, FuzzReport[] reports)
    {
        Console.WriteLine(FuzzReport.Header);
        foreach (var report in reports)
        {
            Console.WriteLine(report);
        }

        foreach (var (target, report) in targets.Zip(reports))
        {
            foreach (var finding in report.Findings)
            {
                Write(target, finding);
            }
        }

        var found = reports.Sum(report => report.Findings.Count);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{reports.Sum(report => report.Inputs):N0} inputs, {found} findings"));
        return found == 0 ? 0 : 1;
    }

    private void Write(FuzzTarget target, FuzzFinding finding)
    {
        Directory.CreateDirectory(_findings);
        var file = Path.Combine(_findings, string.Create(CultureInfo.InvariantCulture, $"{target.Name}-seed{_seed}-input{finding.Number}.bin"));
        File.WriteAllBytes(file, finding.Input);
        Console.WriteLine($"  {target.Name}, seed {_seed}, input {finding.Number}: {finding.Problem}");
        Console.WriteLine($"  {file}");
    }

    private void Stop(FuzzTarget target, FuzzFinding finding)
    {
        Write(target, finding);
        Environment.Exit(1);
    }
}
