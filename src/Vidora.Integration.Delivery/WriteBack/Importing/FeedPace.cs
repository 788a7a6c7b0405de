namespace Vidora.Integration.Delivery.WriteBack.Importing;

/// <summary>
/// When the next request may leave: evenly, a little below the limit, slowly at first because mParticle limits acceleration too, and
/// slower the more of its limits the organisation uses, by this run or by others.
/// </summary>
internal sealed class FeedPace
{
    /// <summary>The share of the limit that a run takes for itself.</summary>
    public const double Target = 0.97;

    private const double FirstRate = 100;
    private const double GrowthPerSecond = 1.4;
    private const double Step = 1.02;
    private const double LeastThrottle = 0.05;
    private const int BusyPercent = 98;
    private const int CalmPercent = 95;

    private static readonly TimeSpan _cooling = TimeSpan.FromSeconds(5);

    private readonly double? _most;
    private readonly TimeProvider _time;
    private double _ceiling = FirstRate;
    private double _throttle = 1;
    private DateTimeOffset? _last;
    private DateTimeOffset _next;

    public FeedPace(int? batchesPerSecond, TimeProvider time)
    {
        _most = batchesPerSecond * Target;
        _time = time;
        _next = time.GetUtcNow();
    }

    /// <summary>How many users a second are allowed now; null when nothing limits them.</summary>
    public double? Rate => _most is { } most ? Math.Min(_ceiling, most) * _throttle : null;

    /// <summary>
    /// How many users a request may have: while the rate rises, a quarter of a second's worth, because whole requests would rise in
    /// steps too high for a limit on acceleration.
    /// </summary>
    public int RequestSize => _ceiling < _most ? (int)Math.Min(MParticleFeedClient.MaxUsersPerRequest, _ceiling / 4) : MParticleFeedClient.MaxUsersPerRequest;

    /// <summary>How long the next request has to wait.</summary>
    public TimeSpan Wait
    {
        get
        {
            var left = _next - _time.GetUtcNow();
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>
    /// A request with so many users leaves now. The next one waits from here on: one that left late is not made up for, because the two
    /// would arrive too close together.
    /// </summary>
    public void Leave(int users)
    {
        if (_most is not { } most)
        {
            return;
        }

        var now = _time.GetUtcNow();
        if (_last is { } last)
        {
            var passed = now - last;
            _ceiling = passed > _cooling ? FirstRate : Math.Min(most, _ceiling * Math.Pow(GrowthPerSecond, passed.TotalSeconds));
        }

        _last = now;
        _next = now + TimeSpan.FromSeconds(users / Rate!.Value);
    }

    /// <summary>A request was accepted.</summary>
    public void Accepted(int? percentageUsed)
    {
        if (percentageUsed >= BusyPercent)
        {
            _throttle = Math.Max(LeastThrottle, _throttle / Step);
        }
        else if (percentageUsed is null or < CalmPercent)
        {
            _throttle = Math.Min(1, _throttle * Step);
        }
    }

    /// <summary>A limit was exceeded.</summary>
    public void Exceeded()
    {
        _throttle = Math.Max(LeastThrottle, _throttle / 2);
        _ceiling = FirstRate;
        _last = null;
    }
}
