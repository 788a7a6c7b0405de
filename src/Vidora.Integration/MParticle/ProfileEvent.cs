namespace Vidora.Integration.MParticle;

/// <summary>A user signed up, in or out (mParticle JSON reference).</summary>
public sealed class ProfileEvent : MParticleEvent
{
    private static readonly EventFieldNames _names = new(
        ("previous_mpid", Fields.PreviousMpid),
        ("current_mpid", Fields.CurrentMpid),
        ("profile_event_type", Fields.ProfileEventType));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public ProfileEvent()
        : base(_names)
    {
    }

    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.Profile;

    /// <summary>The MPID before (mParticle JSON reference).</summary>
    public long? PreviousMpid
    {
        get => this[Fields.PreviousMpid].GetId();
        init => Set(Fields.PreviousMpid, value);
    }

    /// <summary>The MPID now (mParticle JSON reference).</summary>
    public long? CurrentMpid
    {
        get => this[Fields.CurrentMpid].GetId();
        init => Set(Fields.CurrentMpid, value);
    }

    /// <summary>signup, login, logout, update or delete (mParticle JSON reference).</summary>
    public string? ProfileEventType
    {
        get => this[Fields.ProfileEventType].GetText();
        init => Set(Fields.ProfileEventType, value);
    }

    internal static new class Fields
    {
        internal const int PreviousMpid = 24;
        internal const int CurrentMpid = 25;
        internal const int ProfileEventType = 26;
    }
}
