using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle.Firehose;

/// <summary>
/// A customer's account with a Firehose partner (mParticle Firehose). Its settings hold the customer's secrets, so
/// <see cref="ToString"/> leaves them out.
/// </summary>
public sealed class FirehoseAccount : MParticleObject
{
    private static readonly Utf8Names _names = new(
        ("account_id", Fields.Id),
        ("account_settings", Fields.Settings));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public FirehoseAccount()
        : base(_names.Count)
    {
    }

    /// <summary>Id of the account (mParticle Firehose).</summary>
    public long? Id
    {
        get => this[Fields.Id].GetId();
        init => Set(Fields.Id, value);
    }

    /// <summary>
    /// What the customer typed, by the ids that the partner chose at registration: texts, also for numbers and booleans
    /// (<c>"True"</c>); null where nothing is set (mParticle Firehose, captures). Empty when there are none.
    /// </summary>
    public IReadOnlyDictionary<string, string?> Settings
    {
        get => GetSettings(Fields.Settings);
        init => SetSettings(Fields.Settings, value);
    }

    internal override Utf8Names FieldNames => _names;

    /// <summary>The account's id, never its settings.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Firehose account {Id}");

    internal static class Fields
    {
        internal const int Id = 0;
        internal const int Settings = 1;
    }
}
