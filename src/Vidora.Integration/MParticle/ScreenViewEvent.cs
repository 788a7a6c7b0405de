namespace Vidora.Integration.MParticle;

/// <summary>Reports a screen or page that was shown (mParticle JSON reference).</summary>
public sealed partial class ScreenViewEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.ScreenView;

    /// <summary>Gets the screen.</summary>
    [Field("screen_name")]
    public partial string? ScreenName { get; init; }

    /// <summary>Gets activity_started or activity_stopped, on Android.</summary>
    [Field("activity_type")]
    public partial string? ActivityType { get; init; }
}
