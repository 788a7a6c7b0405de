using Vidora.Integration.Settings;

namespace Vidora.Integration.Delivery;

/// <summary>Configures when an account's health is degraded. The defaults are our choice.</summary>
public sealed class VidoraHealthOptions
{
    /// <summary>Gets or sets the age of the oldest event in the queue that degrades health. Default: 15 min.</summary>
    public TimeSpan MaxQueueAge { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Gets or sets how long nothing may arrive before health is degraded; 0 for any time. Default: 0.</summary>
    public TimeSpan MaxSilence { get; set; }

    /// <summary>Gets or sets the time in which a person's request must be answered. Default: 30 days (GDPR, article 12: one month).</summary>
    /// <remarks>A request that waits degrades health. It is unhealthy after this time.</remarks>
    public TimeSpan RequestDeadline { get; set; } = TimeSpan.FromDays(30);

    internal static SettingsTable<VidoraHealthOptions> Settings { get; } = new SettingsTable<VidoraHealthOptions>()
        .Duration(
            nameof(MaxQueueAge),
            options => options.MaxQueueAge,
            (options, value) => options.MaxQueueAge = value,
            TimeSpan.FromSeconds(1),
            TimeSpan.FromDays(365),
            TimeSpan.FromMinutes(15))
        .Duration(
            nameof(MaxSilence),
            options => options.MaxSilence,
            (options, value) => options.MaxSilence = value,
            TimeSpan.Zero,
            TimeSpan.FromDays(365),
            TimeSpan.FromHours(1))
        .Duration(
            nameof(RequestDeadline),
            options => options.RequestDeadline,
            (options, value) => options.RequestDeadline = value,
            TimeSpan.FromHours(1),
            TimeSpan.FromDays(365),
            TimeSpan.FromDays(30));
}
