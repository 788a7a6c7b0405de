using Vidora.Integration.Settings;

namespace Vidora.Integration.Delivery;

/// <summary>Configures how events are sent and retried. Defaults are our choice.</summary>
public sealed class VidoraSendingOptions
{
    /// <summary>
    /// Gets or sets how many requests the queue sends at a time. Senders without the queue, such as a Kafka consumer, send as many
    /// again. Default: 4.
    /// </summary>
    public int MaxConcurrentRequests { get; set; } = 4;

    /// <summary>
    /// Gets or sets the delay after the first failure. It doubles with each further failure, and half of it is jitter. Default: 1 s.
    /// </summary>
    public TimeSpan FirstRetryDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Gets or sets the longest delay. A longer <c>Retry-After</c>, up to 24 hours, is honoured. Default: 5 min.</summary>
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets the attempts after which an event is dead, when <see cref="MaxAge"/> has passed too. Default: 20.</summary>
    public int MaxAttempts { get; set; } = 20;

    /// <summary>Gets or sets the age at which an event is dead, when <see cref="MaxAttempts"/> are made too. Default: 3 days.</summary>
    public TimeSpan MaxAge { get; set; } = TimeSpan.FromDays(3);

    internal static SettingsTable<VidoraSendingOptions> Settings { get; } = new SettingsTable<VidoraSendingOptions>()
        .Number(
            nameof(MaxConcurrentRequests), options => options.MaxConcurrentRequests, (options, value) => options.MaxConcurrentRequests = value, 1, 256, 4)
        .Duration(
            nameof(FirstRetryDelay),
            options => options.FirstRetryDelay,
            (options, value) => options.FirstRetryDelay = value,
            TimeSpan.FromMilliseconds(1),
            TimeSpan.FromDays(1),
            TimeSpan.FromSeconds(1))
        .Duration(
            nameof(MaxRetryDelay),
            options => options.MaxRetryDelay,
            (options, value) => options.MaxRetryDelay = value,
            TimeSpan.FromMilliseconds(1),
            TimeSpan.FromDays(1),
            TimeSpan.FromMinutes(5))
        .Number(nameof(MaxAttempts), options => options.MaxAttempts, (options, value) => options.MaxAttempts = value, 1, int.MaxValue, 20)
        .Duration(
            nameof(MaxAge), options => options.MaxAge, (options, value) => options.MaxAge = value, TimeSpan.Zero, TimeSpan.FromDays(3650), TimeSpan.FromDays(3))
        .Check((options, failures) =>
        {
            if (options.MaxRetryDelay < options.FirstRetryDelay)
            {
                failures.Add(
                    nameof(MaxRetryDelay), $"is {options.MaxRetryDelay:c}, shorter than FirstRetryDelay", "options.Sending.FirstRetryDelay");
            }
        });
}
