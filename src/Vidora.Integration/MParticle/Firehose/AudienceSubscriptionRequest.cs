using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle.Firehose;

/// <summary>A customer connects an audience to the partner, changes its settings, or disconnects it (mParticle Firehose).</summary>
public sealed class AudienceSubscriptionRequest : FirehoseRequest
{
    private static readonly Utf8Names _names = NamesWith(
        ("audience_id", Fields.AudienceId),
        ("audience_name", Fields.AudienceName),
        ("audience_description", Fields.AudienceDescription),
        ("audience_subscription_settings", Fields.Settings),
        ("previous_audience_subscription_settings", Fields.PreviousSettings),
        ("action", Fields.Action));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public AudienceSubscriptionRequest()
        : base(_names)
    {
    }

    /// <summary>Id of the audience (mParticle Firehose).</summary>
    public long? AudienceId
    {
        get => this[Fields.AudienceId].GetId();
        init => Set(Fields.AudienceId, value);
    }

    /// <summary>Name of the audience (mParticle Firehose).</summary>
    public string? AudienceName
    {
        get => this[Fields.AudienceName].GetText();
        init => Set(Fields.AudienceName, value);
    }

    /// <summary>Description of the audience (mParticle Firehose).</summary>
    public string? AudienceDescription
    {
        get => this[Fields.AudienceDescription].GetText();
        init => Set(Fields.AudienceDescription, value);
    }

    /// <summary>Settings of the connection by id; null where nothing is set; empty when there are none (mParticle Firehose).</summary>
    public IReadOnlyDictionary<string, string?> Settings
    {
        get => GetSettings(Fields.Settings);
        init => SetSettings(Fields.Settings, value);
    }

    /// <summary>The settings before an update; empty when there are none (mParticle Firehose).</summary>
    public IReadOnlyDictionary<string, string?> PreviousSettings
    {
        get => GetSettings(Fields.PreviousSettings);
        init => SetSettings(Fields.PreviousSettings, value);
    }

    /// <summary>What is done: <c>add</c>, <c>update</c>, <c>remove</c>, or a word that came later (mParticle Firehose).</summary>
    public AudienceSubscriptionAction? Action
    {
        get => AudienceSubscriptionAction.FromWire(this[Fields.Action]);
        init => Set(Fields.Action, value?.Value);
    }

    internal static new class Fields
    {
        internal const int AudienceId = FirehoseRequest.Fields.Count;
        internal const int AudienceName = AudienceId + 1;
        internal const int AudienceDescription = AudienceId + 2;
        internal const int Settings = AudienceId + 3;
        internal const int PreviousSettings = AudienceId + 4;
        internal const int Action = AudienceId + 5;
    }
}
