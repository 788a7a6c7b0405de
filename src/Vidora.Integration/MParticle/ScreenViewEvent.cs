namespace Vidora.Integration.MParticle;

/// <summary>A screen or page was shown (mParticle JSON reference).</summary>
public sealed class ScreenViewEvent : MParticleEvent
{
    private static readonly EventFieldNames _names = new(
        ("screen_name", Fields.ScreenName),
        ("activity_type", Fields.ActivityType));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public ScreenViewEvent()
        : base(_names)
    {
    }

    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.ScreenView;

    /// <summary>The screen (mParticle JSON reference).</summary>
    public string? ScreenName
    {
        get => this[Fields.ScreenName].GetText();
        init => Set(Fields.ScreenName, value);
    }

    /// <summary>activity_started or activity_stopped (Android) (mParticle JSON reference).</summary>
    public string? ActivityType
    {
        get => this[Fields.ActivityType].GetText();
        init => Set(Fields.ActivityType, value);
    }

    internal static new class Fields
    {
        internal const int ScreenName = 24;
        internal const int ActivityType = 25;
    }
}
