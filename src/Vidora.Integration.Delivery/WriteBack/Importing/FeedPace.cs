using Vidora.Integration.Delivery.Timing;

namespace Vidora.Integration.Delivery.WriteBack.Importing;

/// <summary>
/// Paces the requests of a run, evenly and a little below the limit. The rate starts low, because mParticle limits acceleration
/// too, and falls as the organisation comes near its limits.
/// </summary>
internal sealed class FeedPace
{
    /// <summary>The share of the limit that a run uses.</summary>
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
        _time = new SteadyTime(time);
        _next = _time.GetUtcNow();
    }

    /// <summary>Gets the users per second that are allowed now; null without a limit.</summary>
    public double? Rate => _most is { } most ? Math.Min(_ceiling, most) * _throttle : null;

    /// <summary>
    /// Gets how many users a request may have. While the rate rises this is a quarter of a second's worth, because full requests
    /// raise the rate in steps that exceed the limit on acceleration.
    /// </summary>
    public int RequestSize => _ceiling < _most ? (int)Math.Min(MParticleFeedClient.MaxUsersPerRequest, _ceiling / 4) : MParticleFeedClient.MaxUsersPerRequest;

    /// <summary>Gets the time for departures, which the wall clock does not change.</summary>
    public DateTimeOffset Now => _time.GetUtcNow();

    /// <summary>Gets how long the next request has to wait.</summary>
    public TimeSpan Wait
    {
        get
        {
            var left = _next - _time.GetUtcNow();
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>
    /// Records the departure of a request. The next request waits from that time on, because requests that make up for a delay
    /// arrive too close together.
    /// </summary>
    /// <param name="users">The number of users in the request.</param>
    /// <param name="departure">When it left, as <see cref="Now"/> was. Default: now.</param>
    public void Leave(int users, DateTimeOffset? departure = null)
    {
        if (_most is not { } most)
        {
            return;
        }

        var now = departure ?? _time.GetUtcNow();
        if (_last is { } last)
        {
            var passed = now - last;
            _ceiling = passed > _cooling ? FirstRate : Math.Min(most, _ceiling * Math.Pow(GrowthPerSecond, passed.TotalSeconds));
        }

        _last = now;
        _next = now + TimeSpan.FromSeconds(users / Rate!.Value);
    }

    /// <summary>Records an accepted request.</summary>
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

    /// <summary>Records an exceeded limit.</summary>
    public void Exceeded()
    {
        _throttle = Math.Max(LeastThrottle, _throttle / 2);
        _ceiling = FirstRate;
        _last = null;
    }
}
