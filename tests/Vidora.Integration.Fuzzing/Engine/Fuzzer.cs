using System.Diagnostics;
using System.Globalization;
using Vidora.Integration.Fuzzing.Mutations;

namespace Vidora.Integration.Fuzzing.Engine;

/// <summary>
/// Gives a target one input after another: each is a change of an earlier one, and what goes where no input went before is
/// kept to be changed further. The same seed gives the same inputs as long as the code is the same.
/// </summary>
internal sealed class Fuzzer(FuzzTarget target, int seed, Coverage? coverage = null, Action<FuzzFinding>? stuck = null)
{
    /// <summary>An input that takes longer, again and again, is a finding.</summary>
    public static readonly TimeSpan SlowestAllowed = TimeSpan.FromSeconds(1);

    /// <summary>An input that makes the code allocate more is a finding.</summary>
    public const long MostAllocatedAllowed = 256 << 20;

    private const int LargestCorpus = 4096;
    private const int MostFindings = 20;

    private readonly InputMutator _mutator = new(seed, target.ControlBytes, target.Words);
    private readonly Random _random = new(seed);
    private readonly List<byte[]> _corpus = [.. target.Seeds];
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly List<FuzzFinding> _findings = [];
    private TimeSpan _slowest;
    private long _mostAllocated;
    private TimeSpan _duration;
    private long _accepted;
    private long _number;

    /// <summary>Gives so many inputs more: the seeds first, then changed ones.</summary>
    /// <param name="inputs">How many inputs.</param>
    /// <returns>What came of this run and of those before.</returns>
    public FuzzReport Run(long inputs)
    {
        using var watchdog = stuck is null ? null : new Watchdog(stuck);
        var started = Stopwatch.GetTimestamp();
        for (var end = _number + inputs; _number < end;)
        {
            var input = _number < target.Seeds.Count ? target.Seeds[(int)_number] : _mutator.Next(Pick(), Pick());
            _number++;
            watchdog?.Begin(input, _number);
            if (RunOne(input) && _corpus.Count < LargestCorpus)
            {
                _corpus.Add(input);
            }
        }

        _duration += Stopwatch.GetElapsedTime(started);
        return new FuzzReport
        {
            Target = target.Name,
            Inputs = _number,
            Accepted = _accepted,
            Duration = _duration,
            Corpus = _corpus.Count,
            Edges = coverage?.Edges,
            Slowest = _slowest,
            MostAllocated = _mostAllocated,
            Findings = _findings,
        };
    }

    /// <summary>Half of the time one of those that were found last, which were changed least.</summary>
    private byte[] Pick()
    {
        var recent = Math.Min(_corpus.Count, 64);
        return _random.Next(2) == 0 ? _corpus[^(_random.Next(recent) + 1)] : _corpus[_random.Next(_corpus.Count)];
    }

    /// <summary>Whether the input went where none went before.</summary>
    private bool RunOne(byte[] input)
    {
        coverage?.Begin();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        try
        {
            _accepted += target.Run(input) ? 1 : 0;
        }
        catch (Exception e)
        {
            Report(Describe(e), input);
        }

        var duration = Stopwatch.GetElapsedTime(started);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        var isNew = coverage?.End() ?? false;
        if (duration > _slowest)
        {
            CheckTime(input, duration);
        }

        _mostAllocated = Math.Max(_mostAllocated, allocated);
        if (allocated > MostAllocatedAllowed)
        {
            Report(string.Create(CultureInfo.InvariantCulture, $"It allocated {allocated:N0} bytes."), input);
        }

        return isNew;
    }

    /// <summary>A machine that does other things as well makes single inputs slow: the fastest of three counts.</summary>
    private void CheckTime(byte[] input, TimeSpan duration)
    {
        for (var again = 0; again < 2 && duration > _slowest; again++)
        {
            var started = Stopwatch.GetTimestamp();
            try
            {
                target.Run(input);
            }
            catch (Exception)
            {
                // It was reported the first time.
            }

            var once = Stopwatch.GetElapsedTime(started);
            duration = once < duration ? once : duration;
        }

        _slowest = duration > _slowest ? duration : _slowest;
        if (duration > SlowestAllowed)
        {
            Report(string.Create(CultureInfo.InvariantCulture, $"It took {duration.TotalSeconds:N1} s."), input);
        }
    }

    private void Report(string problem, byte[] input)
    {
        // What fails at one place with one message is one finding, whatever the input.
        var kind = string.Concat(problem.Where(c => !char.IsAsciiDigit(c)));
        if (_findings.Count < MostFindings && _known.Add(kind))
        {
            _findings.Add(new FuzzFinding(problem, input, _number));
        }
    }

    private static string Describe(Exception e)
    {
        var places = new StackTrace(e, fNeedFileInfo: false).GetFrames().Take(6)
            .Select(frame => frame.GetMethod() is { } method ? $"{method.DeclaringType?.Name}.{method.Name}" : "?");
        return e is FuzzViolationException ? e.Message : $"{e.GetType().Name} at {string.Join(" < ", places)}: {e.Message}";
    }
}
