namespace Vidora.Integration.Emulator.Feed;

/// <summary>
/// Applies the feed's two limits on the emulator's clock: batches a second (a bucket of one second), and their growth (at
/// most twice the busiest of the ten seconds before, but always the start rate). mParticle documents that growth is
/// limited, not how: the rule is our choice.
/// </summary>
internal sealed class FeedLimits(int? batchesPerSecond, int startBatchesPerSecond, TimeProvider time)
{
    private const int SecondsRemembered = 10;

    /// <summary>The share of the limit in use is an average over this time.</summary>
    private const double AveragedSeconds = 5;

    private readonly Lock _lock = new();
    private readonly long[] _counts = new long[SecondsRemembered + 1];
    private double _level;
    private double _rate;
    private long _second = -1;
    private long _last;
    private bool _started;

    /// <summary>
    /// Takes batches. Returns the exceeded limit and the time to retry, or the share of the limit in use, in percent.
    /// </summary>
    public (string? Exceeded, TimeSpan RetryAfter, int PercentageUsed) Take(int batches)
    {
        if (batchesPerSecond is not { } limit)
        {
            return (null, default, 0);
        }

        lock (_lock)
        {
            MoveOn(limit);
            var allowed = Math.Max(startBatchesPerSecond, 2 * _counts.Where((_, second) => second != _second % _counts.Length).Max());
            // A request over a limit passes when it is the only one; else it could never pass.
            var current = _counts[_second % _counts.Length];
            if (current > 0 && current + batches > allowed)
            {
                return ("acceleration", TimeSpan.FromSeconds(1), 0);
            }

            if (_level > 0 && _level + batches > limit)
            {
                return ("feed", TimeSpan.FromSeconds(Math.Max(1, Math.Ceiling((_level + batches - limit) / limit))), 0);
            }

            _level += batches;
            _rate += batches / AveragedSeconds;
            _counts[_second % _counts.Length] += batches;
            return (null, default, (int)Math.Clamp(Math.Round(100 * _rate / limit), 0, 100));
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _started = false;
            _level = _rate = 0;
            _second = -1;
            Array.Clear(_counts);
        }
    }

    private void MoveOn(int limit)
    {
        var now = time.GetTimestamp();
        var elapsed = _started ? time.GetElapsedTime(_last, now).TotalSeconds : 0;
        _started = true;
        _last = now;
        _level = Math.Max(0, _level - (elapsed * limit));
        _rate *= Math.Exp(-elapsed / AveragedSeconds);
        var second = time.GetUtcNow().ToUnixTimeSeconds();
        if (_second < 0 || second < _second || second - _second >= _counts.Length)
        {
            Array.Clear(_counts);
        }
        else
        {
            for (var passed = _second + 1; passed <= second; passed++)
            {
                _counts[passed % _counts.Length] = 0;
            }
        }

        _second = second;
    }
}
