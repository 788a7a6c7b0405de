namespace Vidora.Integration.MParticle;

/// <summary>Reports that the user opted out of tracking, or in again (mParticle JSON reference).</summary>
internal sealed partial class OptOutEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.OptOut;

    /// <summary>Gets whether the user opted out.</summary>
    [Field("is_opted_out")]
    public partial bool? IsOptedOut { get; init; }
}
