namespace Vidora.Integration.Client;

/// <summary>
/// Tells refusals of the content from refusals of the door: 20 items that were refused alone for one reason with nothing accepted in
/// between, or 30 requests, speak about the address (our choice). Safe for concurrent use.
/// </summary>
/// <remarks>An item that was refused before something was accepted is no evidence again: its content is at fault.</remarks>
internal sealed class RefusalRun
{
    /// <summary>The items that are refused alone in a run of refusals.</summary>
    public const int Limit = 20;

    /// <summary>The refused requests in a run of refusals. Splitting a full request down to 20 single items takes as many.</summary>
    public const int MaxRequests = 30;

    /// <summary>The items that are remembered as judged. Beyond it they are judged again.</summary>
    private const int MaxJudged = 10_000;

    /// <summary>The refused items after which the next ones are sent alone, because a larger request only would be split.</summary>
    private const int CarefulAfter = 4;

    private readonly Lock _lock = new();
    private readonly HashSet<int> _suspects = [];
    private readonly HashSet<int> _judged = [];
    private string? _reason;
    private int _requests;

    /// <summary>Gets whether the run has reached a limit.</summary>
    public bool IsDoor
    {
        get
        {
            lock (_lock)
            {
                return _suspects.Count >= Limit || _requests >= MaxRequests;
            }
        }
    }

    /// <summary>Gets the hashes of the items that were refused alone in this run.</summary>
    public IReadOnlySet<int> Suspects
    {
        get
        {
            lock (_lock)
            {
                return _suspects.ToHashSet();
            }
        }
    }

    /// <summary>Gets whether the next item should be sent alone.</summary>
    public bool IsSuspicious
    {
        get
        {
            lock (_lock)
            {
                return _suspects.Count >= CarefulAfter || _requests >= MaxRequests;
            }
        }
    }

    /// <summary>Records that the service took something. What it refused before is at fault itself.</summary>
    public void Accepted()
    {
        lock (_lock)
        {
            if (_judged.Count > MaxJudged)
            {
                _judged.Clear();
            }

            _judged.UnionWith(_suspects);
            Restart(null);
        }
    }

    /// <summary>Records a refused request, and returns whether the run has reached a limit.</summary>
    /// <param name="reason">The reason. While the door is at fault, another one does not end the run.</param>
    /// <param name="alone">A hash of the item that was refused alone; null when the request held several.</param>
    public bool Refused(string reason, int? alone)
    {
        lock (_lock)
        {
            if (alone is { } judged && _judged.Contains(judged))
            {
                // It explains why the larger requests were refused that held it.
                _requests = Math.Min(_requests, _suspects.Count);
                return IsDoor;
            }

            if (_reason != reason && !IsDoor)
            {
                Restart(reason);
            }

            _requests++;
            if (alone is { } item)
            {
                _suspects.Add(item);
            }

            return IsDoor;
        }
    }

    private void Restart(string? reason)
    {
        _reason = reason;
        _suspects.Clear();
        _requests = 0;
    }
}
