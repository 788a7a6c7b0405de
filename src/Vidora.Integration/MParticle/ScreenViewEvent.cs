namespace Vidora.Integration.MParticle;

/// <summary>A screen or page was shown (mParticle JSON reference).</summary>
public sealed partial class ScreenViewEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.ScreenView;

    /// <summary>The screen (mParticle JSON reference).</summary>
    [Field("screen_name")]
    public partial string? ScreenName { get; init; }

    /// <summary>activity_started or activity_stopped (Android) (mParticle JSON reference).</summary>
    [Field("activity_type")]
    public partial string? ActivityType { get; init; }
}
