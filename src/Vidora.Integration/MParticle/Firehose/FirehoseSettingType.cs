namespace Vidora.Integration.MParticle.Firehose;

/// <summary>What a customer types into a setting (mParticle Firehose).</summary>
public enum FirehoseSettingType
{
    /// <summary>Text.</summary>
    Text,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number.</summary>
    Float,

    /// <summary>Yes or no.</summary>
    Boolean,
}
