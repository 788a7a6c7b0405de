using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle.Firehose;

/// <summary>A change of one user's membership of one audience (mParticle Firehose).</summary>
public sealed class FirehoseAudience : MParticleObject
{
    private static readonly Utf8Names _names = new(
        ("audience_id", Fields.Id),
        ("audience_name", Fields.Name),
        ("audience_subscription_settings", Fields.Settings),
        ("action", Fields.Action),
        ("user_attributes", Fields.UserAttributes));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public FirehoseAudience()
        : base(_names.Count)
    {
    }

    /// <summary>Id of the audience (mParticle Firehose).</summary>
    public long? Id
    {
        get => this[Fields.Id].GetId();
        init => Set(Fields.Id, value);
    }

    /// <summary>Name of the audience (mParticle Firehose).</summary>
    public string? Name
    {
        get => this[Fields.Name].GetText();
        init => Set(Fields.Name, value);
    }

    /// <summary>Settings of the connection by id; null where nothing is set; empty when there are none (mParticle Firehose).</summary>
    public IReadOnlyDictionary<string, string?> Settings
    {
        get => GetSettings(Fields.Settings);
        init => SetSettings(Fields.Settings, value);
    }

    /// <summary>What is done: <c>add</c>, <c>delete</c>, <c>attribute_update</c>, or a word that came later (mParticle Firehose).</summary>
    public AudienceMembershipAction? Action
    {
        get => AudienceMembershipAction.FromWire(this[Fields.Action]);
        init => Set(Fields.Action, value?.Value);
    }

    /// <summary>Changes of the user's attributes; empty when there are none. mParticle's own sample has an empty one (mParticle Firehose).</summary>
    public IReadOnlyList<FirehoseAudienceAttribute> UserAttributes
    {
        get => GetChildren<FirehoseAudienceAttribute>(Fields.UserAttributes);
        init => Set(Fields.UserAttributes, value);
    }

    internal override Utf8Names FieldNames => _names;

    internal static class Fields
    {
        internal const int Id = 0;
        internal const int Name = 1;
        internal const int Settings = 2;
        internal const int Action = 3;
        internal const int UserAttributes = 4;
    }
}
