namespace Vidora.Integration.Delivery;

/// <summary>Estimates how many events leave the queue in a second, from what was counted at each look. Safe for concurrent use.</summary>
internal sealed class DrainRate(TimeProvider time)
{
    private static readonly TimeSpan _window = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan _spacing = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Queue<(long Timestamp, long Settled)> _looks = new();
    private long _last;

    /// <summary>Records a look. Returns the events a second since the oldest look of the last two minutes, or null after a first look.</summary>
    public double? Look(long settled)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            while (_looks.Count > 1 && time.GetElapsedTime(_looks.Peek().Timestamp, now) > _window)
            {
                _looks.Dequeue();
            }

            double? rate = null;
            if (_looks.TryPeek(out var oldest) && time.GetElapsedTime(oldest.Timestamp, now) is var elapsed && elapsed >= _spacing)
            {
                rate = (settled - oldest.Settled) / elapsed.TotalSeconds;
            }

            if (_looks.Count == 0 || time.GetElapsedTime(_last, now) >= _spacing)
            {
                _looks.Enqueue((now, settled));
                _last = now;
            }

            return rate;
        }
    }
}
