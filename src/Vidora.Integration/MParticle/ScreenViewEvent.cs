namespace Vidora.Integration.MParticle;

/// <summary>Reports a screen or page that was shown (mParticle JSON reference).</summary>
public sealed partial class ScreenViewEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.ScreenView;

    /// <summary>Gets the screen.</summary>
    [Field("screen_name", FreeText = true)]
    public partial string? ScreenName { get; init; }

    /// <summary>Gets the event's name, which some senders use for the screen.</summary>
    [Field("event_name", FreeText = true)]
    public partial string? EventName { get; init; }

    /// <summary>Gets activity_started or activity_stopped, on Android.</summary>
    [Field("activity_type")]
    public partial string? ActivityType { get; init; }
}
