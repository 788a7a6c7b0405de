namespace Vidora.Integration.MParticle;

/// <summary>The user opted out of tracking, or in again (mParticle JSON reference).</summary>
public sealed partial class OptOutEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.OptOut;

    /// <summary>Whether opted out (mParticle JSON reference).</summary>
    [Field("is_opted_out")]
    public partial bool? IsOptedOut { get; init; }
}
