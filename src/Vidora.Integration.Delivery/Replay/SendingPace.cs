using Vidora.Integration.Delivery.Sending;
using Vidora.Integration.Delivery.Timing;

namespace Vidora.Integration.Delivery.Replay;

/// <summary>Spreads events over time, so that on average no more than so many are sent in a second.</summary>
internal sealed class SendingPace(double? eventsPerSecond, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _next;

    /// <summary>How many events may go at once: what a second allows.</summary>
    public int MaxEvents { get; } = eventsPerSecond is { } rate ? (int)Math.Clamp(rate, 1, int.MaxValue) : int.MaxValue;

    /// <summary>Waits for the turn of so many events.</summary>
    public async ValueTask WaitAsync(int events, CancellationToken cancellationToken)
    {
        if (eventsPerSecond is not { } rate)
        {
            return;
        }

        TimeSpan turn;
        lock (_lock)
        {
            var now = time.GetElapsedTime(_start);
            turn = _next > now ? _next : now;
            _next = turn + TimeSpan.FromSeconds(events / rate);
        }

        while (turn - time.GetElapsedTime(_start) is var left && left > TimeSpan.Zero)
        {
            await Waits.DelayAsync(left, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
