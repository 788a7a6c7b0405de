namespace Vidora.Integration.MParticle;

/// <summary>A privacy setting was changed (mParticle Firehose).</summary>
public sealed partial class PrivacySettingChangeEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.PrivacySettingChange;

    /// <summary>The setting, such as app_data_collection (mParticle Firehose).</summary>
    [Field("setting")]
    public partial string? Setting { get; init; }

    /// <summary>Whether it is on now (mParticle Firehose).</summary>
    [Field("is_enabled")]
    public partial bool? IsEnabled { get; init; }
}
