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
        try
        {
            return Parse(args).Run(IsUninstrumented(args) ? null : new Coverage());
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
        {
            Console.Error.WriteLine(e.Message);
            Console.Error.WriteLine(Usage);
            return 2;
        }
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
                    command._targets.Add(value);
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

    private int Run(Coverage? coverage)
    {
        IReadOnlyList<string> names = _targets.Count > 0 ? _targets : FuzzTargets.Names;
        if (_replay is not null)
        {
            using var target = FuzzTargets.Create(names[0]);
            Console.WriteLine(target.Run(File.ReadAllBytes(_replay)) ? "taken" : "refused");
            return 0;
        }

        var found = 0;
        var total = 0L;
        Console.WriteLine(FuzzReport.Header);
        foreach (var name in names)
        {
            using var target = FuzzTargets.Create(name);
            var report = new Fuzzer(target, _seed, coverage, finding => Stop(target, finding))
                .Run(FuzzTargets.InputsOf(name, names, _inputs), _limit / names.Count);
            Console.WriteLine(report);
            foreach (var finding in report.Findings)
            {
                Write(target, finding);
            }

            found += report.Findings.Count;
            total += report.Inputs;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{total:N0} inputs, {found} findings"));
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
