namespace Vidora.Integration.MParticle;

/// <summary>Reports the change of a privacy setting (mParticle Firehose).</summary>
internal sealed partial class PrivacySettingChangeEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.PrivacySettingChange;

    /// <summary>Gets the setting, such as app_data_collection.</summary>
    [Field("setting")]
    public partial string? Setting { get; init; }

    /// <summary>Gets whether the setting is on after the change.</summary>
    [Field("is_enabled")]
    public partial bool? IsEnabled { get; init; }
}
