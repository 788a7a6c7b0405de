using Vidora.Integration.Delivery.Sending;

namespace Vidora.Integration.Delivery.Replay;

/// <summary>Spreads events over time, so that on average no more than so many are sent in a second.</summary>
internal sealed class SendingPace(double? eventsPerSecond, TimeProvider time)
{
    private readonly Lock _lock = new();
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <summary>How many events may go at once: what a second allows.</summary>
    public int MaxEvents { get; } = eventsPerSecond is { } rate ? (int)Math.Clamp(rate, 1, int.MaxValue) : int.MaxValue;

    /// <summary>Waits for the turn of so many events.</summary>
    public async ValueTask WaitAsync(int events, CancellationToken cancellationToken)
    {
        if (eventsPerSecond is not { } rate)
        {
            return;
        }

        DateTimeOffset turn;
        lock (_lock)
        {
            var now = time.GetUtcNow();
            turn = _next > now ? _next : now;
            _next = turn + TimeSpan.FromSeconds(events / rate);
        }

        while (turn - time.GetUtcNow() is var left && left > TimeSpan.Zero)
        {
            await Waits.DelayAsync(left, time, cancellationToken).ConfigureAwait(false);
        }
    }
}
