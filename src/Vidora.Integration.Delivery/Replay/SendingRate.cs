using Vidora.Integration.Delivery.Sending;
using Vidora.Integration.Delivery.Timing;

namespace Vidora.Integration.Delivery.Replay;

/// <summary>Limits the average number of events per second.</summary>
internal sealed class SendingRate(double? eventsPerSecond, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly long _start = time.GetTimestamp();
    private TimeSpan _next;

    /// <summary>Gets the most events of one request: those of one second.</summary>
    public int MaxEvents { get; } = eventsPerSecond is { } rate ? (int)Math.Clamp(rate, 1, int.MaxValue) : int.MaxValue;

    /// <summary>Waits until the events may be sent.</summary>
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
