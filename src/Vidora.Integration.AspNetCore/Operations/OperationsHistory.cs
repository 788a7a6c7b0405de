using Vidora.Integration.Delivery;

namespace Vidora.Integration.AspNetCore.Operations;

/// <summary>Records queue and deliveries of an account every ten seconds, for half an hour. Safe for concurrent use.</summary>
internal sealed class OperationsHistory : IDisposable
{
    public const int MaxPoints = 180;

    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Queue<Point> _points = new();
    private readonly VidoraForwarder _forwarder;
    private readonly ITimer _timer;
    private int _busy;

    public OperationsHistory(VidoraForwarder forwarder, TimeProvider time)
    {
        _forwarder = forwarder;
        _timer = time.CreateTimer(_ => _ = RecordAsync(), null, Interval, Interval);
    }

    /// <summary>Gets the points, the oldest first.</summary>
    public IReadOnlyList<Point> Points
    {
        get
        {
            lock (_lock)
            {
                return [.. _points];
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    internal async Task RecordAsync()
    {
        if (Interlocked.Exchange(ref _busy, 1) == 1)
        {
            return;
        }

        try
        {
            var status = await _forwarder.GetStatusAsync().ConfigureAwait(false);
            var delivered = status.Outcomes.Where(outcome => outcome.Status is SendStatus.Accepted).Sum(outcome => outcome.Count);
            lock (_lock)
            {
                _points.Enqueue(new Point(status.Store.Events, delivered));
                if (_points.Count > MaxPoints)
                {
                    _points.Dequeue();
                }
            }
        }
        catch (Exception e) when (e is DeliveryStoreException or ObjectDisposedException)
        {
            // The plot has a gap while the file cannot be read.
        }
        finally
        {
            Interlocked.Exchange(ref _busy, 0);
        }
    }

    /// <summary>Holds the events in the queue, and those delivered since the start.</summary>
    internal readonly record struct Point(long Events, long Delivered);
}
