namespace Vidora.Integration.Delivery;

/// <summary>How events are sent and tried again. Defaults are our choice.</summary>
public sealed class VidoraSendingOptions
{
    /// <summary>
    /// Requests to Vidora at a time: so many of the queue, and as many of all who send without one, such as a consumer of
    /// Kafka. Default 4.
    /// </summary>
    public int MaxConcurrentRequests { get; set; } = 4;

    /// <summary>The delay after the first failure; it doubles with each further one, and half of it is jitter. Default 1 s.</summary>
    public TimeSpan FirstRetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Where the doubling ends. Default 5 min. A longer <c>Retry-After</c>, up to 24 hours, is honoured all the same.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>An event dies when it was sent so often, and <see cref="MaxAge"/> has passed too. Default 20.</summary>
    public int MaxAttempts { get; set; } = 20;

    /// <summary>An event dies at this age, when <see cref="MaxAttempts"/> are exhausted too. Default 3 days.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(3);
}
