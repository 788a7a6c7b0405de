using System.Globalization;
using Vidora.Integration.Emulator.Scripting;

namespace Vidora.Integration.Emulator;

/// <summary>
/// Scripts faults of the emulated services. Every rule that matches a request counts it. The first of them that has
/// answers left answers it; without one it is answered as usual.
/// </summary>
public sealed class FaultScript
{
    private const int MaxRules = 1000;
    private const int MaxBodyLength = 1024 * 1024;
    private const int MaxTimes = 1_000_000;

    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];
    private volatile bool _isEmpty = true;

    internal FaultScript()
    {
    }

    /// <summary>Gets the number of scripted answers not given yet; <see cref="int.MaxValue"/> stands for more.</summary>
    public int Left => Sum(Rules.Select(rule => rule.Left));

    /// <summary>Gets the rules in the order in which they were added, also those that are used up.</summary>
    internal IReadOnlyList<FaultState> Rules
    {
        get
        {
            lock (_lock)
            {
                return [.. _entries.Select(entry => new FaultState(entry.Rule, entry.Matched, entry.Left))];
            }
        }
    }

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

    /// <summary>Adds a rule after the others.</summary>
    /// <param name="rule">The rule.</param>
    /// <exception cref="ArgumentException">The rule has no answer, or an invalid one.</exception>
    /// <exception cref="InvalidOperationException">The script holds 1,000 rules.</exception>
    public void Add(FaultRule rule)
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
    /// <param name="route">The route as in <see cref="FaultRule.Route"/>.</param>
    /// <param name="answers">The answers in their order.</param>
    public void Add(string route, params FaultAnswer[] answers)
    {
        ArgumentException.ThrowIfNullOrEmpty(route);
        Add(new FaultRule { Route = route, Answers = answers });
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

    /// <summary>Asserts that every scripted answer was given.</summary>
    /// <exception cref="InvalidOperationException">Answers are left; the message lists them.</exception>
    public void AssertUsedUp()
    {
        var left = Rules.Where(rule => rule.Left > 0).ToList();
        if (left.Count > 0)
        {
            throw new InvalidOperationException("Scripted answers are left: " + string.Join("; ", left.Select(rule =>
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{rule.Rule.Route ?? "any route"}{(rule.Rule.User is null ? "" : " of one user")}: {rule.Left} left, {rule.Matched} requests matched"))) + ".");
        }
    }

    /// <summary>Takes the answer for a request. Returns null when the request is answered as usual.</summary>
    internal FaultAnswer? Take(string method, string pattern, string path, Func<string, bool> concerns)
    {
        lock (_lock)
        {
            FaultAnswer? answer = null;
            foreach (var entry in _entries)
            {
                if (!MatchesRoute(entry.Rule.Route, method, pattern, path)
                    || (entry.Rule.User is { } user && !concerns(user)))
                {
                    continue;
                }

                // A rule also counts the requests that an earlier rule answers.
                entry.Matched++;
                if (answer is null && entry.Matched >= entry.Rule.FromRequest)
                {
                    answer = entry.Take();
                }
            }

            return answer;
        }
    }

    /// <summary>Returns the sum, at most the largest number.</summary>
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

    /// <summary>Removes the prefix of the feed's second address: a rule applies to both.</summary>
    private static ReadOnlySpan<char> WithoutS2S(ReadOnlySpan<char> path) =>
        path.StartsWith("/s2s/", StringComparison.OrdinalIgnoreCase) ? path["/s2s".Length..] : path;

    private static void Validate(FaultRule rule)
    {
        var problem = rule switch
        {
            { FromRequest: < 1 } => "The first request of a rule is 1 or later.",
            { Route: { } route } when !route[(route.IndexOf(' ', StringComparison.Ordinal) + 1)..].StartsWith('/') =>
                "A route is a path, or a method, a space and a path: POST /v1/validate.",
            { Answers: not { Count: > 0 } } => "A rule needs at least one answer.",
            _ => rule.Answers.Select(Problem).FirstOrDefault(found => found is not null),
        };
        if (problem is not null)
        {
            throw new ArgumentException(problem, nameof(rule));
        }
    }

    private static string? Problem(FaultAnswer answer) => answer switch
    {
        { Status: < 200 or > 599 } => "The status of an answer is 200 to 599.",
        { Times: < 1 or > MaxTimes } => string.Create(CultureInfo.InvariantCulture, $"An answer is given at least once and at most {MaxTimes:#,0} times."),
        { Delay.Ticks: < 0 } or { Delay.TotalHours: > 24 } => "The delay of an answer is between 0 and 24 hours.",
        { CutBeforeBody: true, CutAfterBody: true } or { Status: not null, Cuts: true } => "An answer either has a status or cuts the connection, before or after the body.",
        { Apply: true, CutBeforeBody: true } => "A request whose body is not read cannot take effect. Use after_body.",
        { Apply: true, Status: null, Cuts: false } => "An answer with apply needs a status or a cut.",
        { Status: null, Cuts: false, Delay.Ticks: 0 } => "An answer needs a status, a cut or a delay.",
        { Status: null, Body: not null } or { Status: null, Headers.Count: > 0 } => "An answer with headers or a body needs a status.",
        { Body.Length: > MaxBodyLength } => "The body of an answer has at most 1 MiB.",
        _ => answer.Headers.Any(header => !IsHeader(header.Key, header.Value))
            ? "The headers of an answer have a name of letters, digits and hyphens, and a value of visible ASCII characters."
            : null,
    };

    private static bool IsHeader(string name, string value) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && value.All(c => c is >= ' ' and <= '~');

    private sealed class Entry(FaultRule rule)
    {
        private int _answer;
        private int _given;

        public FaultRule Rule { get; } = rule;

        public int Matched { get; set; }

        public int Left => Sum(Rule.Answers.Skip(_answer).Select((answer, i) => i == 0 ? answer.Times - _given : answer.Times));

        public FaultAnswer? Take()
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
