namespace Vidora.Integration.MParticle;

/// <summary>A privacy setting was changed (mParticle Firehose).</summary>
public sealed class PrivacySettingChangeEvent : MParticleEvent
{
    private static readonly EventFieldNames _names = new(
        ("setting", Fields.Setting),
        ("is_enabled", Fields.IsEnabled));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public PrivacySettingChangeEvent()
        : base(_names)
    {
    }

    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.PrivacySettingChange;

    /// <summary>The setting, such as app_data_collection (mParticle Firehose).</summary>
    public string? Setting
    {
        get => this[Fields.Setting].GetText();
        init => Set(Fields.Setting, value);
    }

    /// <summary>Whether it is on now (mParticle Firehose).</summary>
    public bool? IsEnabled
    {
        get => this[Fields.IsEnabled].GetBoolean();
        init => Set(Fields.IsEnabled, value);
    }

    internal static new class Fields
    {
        internal const int Setting = 24;
        internal const int IsEnabled = 25;
    }
}
