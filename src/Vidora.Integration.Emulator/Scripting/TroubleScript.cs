using System.Globalization;

namespace Vidora.Integration.Emulator;

/// <summary>
/// The trouble that the emulator makes on demand. A request is counted by every rule that matches it, and takes the next
/// answer of the first of them that has answers left; without one it is answered as usual.
/// </summary>
public sealed class TroubleScript
{
    private const int MaxRules = 1000;
    private const int MaxBodyLength = 1024 * 1024;
    private const int MaxTimes = 1_000_000;

    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];
    private volatile bool _isEmpty = true;

    internal TroubleScript()
    {
    }

    /// <summary>The rules with answers left and those that are used up, in the order in which they were added.</summary>
    public IReadOnlyList<TroubleState> Rules
    {
        get
        {
            lock (_lock)
            {
                return [.. _entries.Select(entry => new TroubleState(entry.Rule, entry.Matched, entry.Left))];
            }
        }
    }

    /// <summary>How many scripted answers have not been given; <see cref="int.MaxValue"/> stands for more than it can say.</summary>
    public int Left => Sum(Rules.Select(rule => rule.Left));

    internal bool IsEmpty => _isEmpty;

    internal bool AsksForUsers
    {
        get
        {
            lock (_lock)
            {
                return _entries.Exists(entry => entry.Rule.User is not null && entry.Left > 0);
            }
        }
    }

    /// <summary>Adds a rule behind the others.</summary>
    /// <param name="rule">The rule.</param>
    /// <exception cref="ArgumentException">It has no answers, or one that makes no sense; the message says which.</exception>
    /// <exception cref="InvalidOperationException">There are 1,000 rules already.</exception>
    public void Add(TroubleRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        Validate(rule);
        lock (_lock)
        {
            if (_entries.Count == MaxRules)
            {
                throw new InvalidOperationException($"The script holds at most {MaxRules} rules.");
            }

            _entries.Add(new Entry(rule));
            _isEmpty = false;
        }
    }

    /// <summary>Adds a rule for a route.</summary>
    /// <param name="route">The route as in <see cref="TroubleRule.Route"/>.</param>
    /// <param name="answers">The answers in their order.</param>
    public void Add(string route, params TroubleAnswer[] answers)
    {
        ArgumentException.ThrowIfNullOrEmpty(route);
        Add(new TroubleRule { Route = route, Answers = answers });
    }

    /// <summary>Removes every rule.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _entries.Clear();
            _isEmpty = true;
        }
    }

    /// <summary>Asserts that every scripted answer was given: what the test expected to happen has happened.</summary>
    /// <exception cref="InvalidOperationException">Some were not; the message lists them.</exception>
    public void AssertUsedUp()
    {
        var left = Rules.Where(rule => rule.Left > 0).ToList();
        if (left.Count > 0)
        {
            throw new InvalidOperationException("Scripted answers were not asked for: " + string.Join("; ", left.Select(rule =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{rule.Rule.Route ?? "any route"}{(rule.Rule.User is null ? "" : " of one user")}: {rule.Left} left, {rule.Matched} requests matched"))) + ".");
        }
    }

    /// <summary>The answer for a request, which is then used up; null when it is answered as usual.</summary>
    internal TroubleAnswer? Take(string method, string pattern, string path, Func<string, bool> concerns)
    {
        lock (_lock)
        {
            TroubleAnswer? answer = null;
            foreach (var entry in _entries)
            {
                if (!MatchesRoute(entry.Rule.Route, method, pattern, path)
                    || (entry.Rule.User is { } user && !concerns(user)))
                {
                    continue;
                }

                // A rule counts what an earlier one answers, too.
                entry.Matched++;
                if (answer is null && entry.Matched >= entry.Rule.FromRequest)
                {
                    answer = entry.Take();
                }
            }

            return answer;
        }
    }

    /// <summary>A sum that stays at the largest number instead of overflowing: every request may ask for it.</summary>
    private static int Sum(IEnumerable<int> counts) => (int)Math.Min(int.MaxValue, counts.Sum(count => (long)count));

    private static bool MatchesRoute(string? route, string method, string pattern, string path)
    {
        if (route is null)
        {
            return true;
        }

        var space = route.IndexOf(' ', StringComparison.Ordinal);
        if (space > 0 && !route.AsSpan(0, space).Equals(method, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        var wanted = WithoutS2S(route.AsSpan(space + 1));
        return wanted.Equals(WithoutS2S(pattern), StringComparison.OrdinalIgnoreCase) || wanted.Equals(WithoutS2S(path), StringComparison.Ordinal);
    }

    /// <summary>The feed is served at two addresses; a script means the feed.</summary>
    private static ReadOnlySpan<char> WithoutS2S(ReadOnlySpan<char> path) =>
        path.StartsWith("/s2s/", StringComparison.OrdinalIgnoreCase) ? path["/s2s".Length..] : path;

    private static void Validate(TroubleRule rule)
    {
        if (rule.FromRequest < 1)
        {
            throw new ArgumentException("A rule starts at request 1 or later.", nameof(rule));
        }

        if (rule.Route is { } route && !route[(route.IndexOf(' ', StringComparison.Ordinal) + 1)..].StartsWith('/'))
        {
            throw new ArgumentException("A route is a path, or a method, a space and a path: POST /v1/validate.", nameof(rule));
        }

        if (rule.Answers is not { Count: > 0 })
        {
            throw new ArgumentException("A rule needs at least one answer.", nameof(rule));
        }

        foreach (var answer in rule.Answers)
        {
            if (Fault(answer) is { } fault)
            {
                throw new ArgumentException(fault, nameof(rule));
            }
        }
    }

    private static string? Fault(TroubleAnswer answer) => answer switch
    {
        { Status: < 200 or > 599 } => "The status of an answer is 200 to 599.",
        { Times: < 1 or > MaxTimes } => string.Create(CultureInfo.InvariantCulture, $"An answer is given at least once and at most {MaxTimes:#,0} times."),
        { Delay.Ticks: < 0 } or { Delay.TotalHours: > 24 } => "An answer waits between nothing and a day.",
        { Status: not null, Cut: not TroubleCut.None } => "An answer either has a status or cuts the connection.",
        { Apply: true, Cut: TroubleCut.BeforeBody } => "A request whose body was not read cannot take effect.",
        { Apply: true, Status: null, Cut: TroubleCut.None } => "A request takes effect and is answered as usual without a script; give a status or a cut.",
        { Status: null, Cut: TroubleCut.None, Delay.Ticks: 0 } => "An answer needs a status, a cut or a delay.",
        { Status: null, Body: not null } or { Status: null, Headers.Count: > 0 } => "An answer with headers or a body needs a status.",
        { Body.Length: > MaxBodyLength } => "The body of an answer has at most 1 MiB.",
        _ => answer.Headers.Any(header => !IsHeader(header.Key, header.Value))
            ? "The headers of an answer have a name of letters, digits and hyphens, and a value of visible ASCII characters."
            : null,
    };

    private static bool IsHeader(string name, string value) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && value.All(c => c is >= ' ' and <= '~');

    private sealed class Entry(TroubleRule rule)
    {
        private int _answer;
        private int _given;

        public TroubleRule Rule { get; } = rule;

        public int Matched { get; set; }

        public int Left => Sum(Rule.Answers.Skip(_answer).Select((answer, i) => i == 0 ? answer.Times - _given : answer.Times));

        public TroubleAnswer? Take()
        {
            if (_answer == Rule.Answers.Count)
            {
                return null;
            }

            var answer = Rule.Answers[_answer];
            if (++_given == answer.Times)
            {
                _answer++;
                _given = 0;
            }

            return answer;
        }
    }
}
