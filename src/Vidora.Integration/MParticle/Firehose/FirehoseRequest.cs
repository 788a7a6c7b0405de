using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle.Firehose;

/// <summary>
/// A message that mParticle sends to a Firehose partner (mParticle Firehose 3.2). It looks at the document it was read
/// from; see <see cref="Detach"/>.
/// </summary>
public abstract class FirehoseRequest : MParticleObject
{
    private protected FirehoseRequest(Utf8Names names)
        : base(names.Count) => FieldNames = names;

    /// <summary>
    /// Id of the message, which the answer may carry too; null when the message has none, as mParticle's own test message
    /// for data subject requests (mParticle Firehose).
    /// </summary>
    public string? Id
    {
        get => this[Fields.Id].GetText();
        init => Set(Fields.Id, value);
    }

    /// <summary>When mParticle made the message (mParticle Firehose).</summary>
    public DateTimeOffset? Timestamp
    {
        get => this[Fields.Timestamp].GetTime();
        init => Set(Fields.Timestamp, value);
    }

    /// <summary>The sender's version of the protocol; informative, there is no negotiation (mParticle Firehose).</summary>
    public string? FirehoseVersion
    {
        get => this[Fields.FirehoseVersion].GetText();
        init => Set(Fields.FirehoseVersion, value);
    }

    /// <summary>The customer's account; null when the message does not say, which data subject requests may not (mParticle Firehose).</summary>
    public FirehoseAccount? Account
    {
        get => GetChild<FirehoseAccount>(Fields.Account);
        init => Set(Fields.Account, value);
    }

    internal sealed override Utf8Names FieldNames { get; }

    /// <summary>
    /// Copies the document, so that the message no longer depends on the memory it was read from. Needed only when that
    /// memory is reused while the message lives.
    /// </summary>
    public void Detach() => Source?.Detach();

    /// <summary>The names of one type of message: those that all have, then its own.</summary>
    private protected static Utf8Names NamesWith(params ReadOnlySpan<(string Names, int Field)> own) => new(
    [
        ("type", Fields.Type),
        ("id", Fields.Id),
        ("timestamp_ms", Fields.Timestamp),
        ("firehose_version", Fields.FirehoseVersion),
        ("account", Fields.Account),
        .. own,
    ]);

    internal static class Fields
    {
        internal const int Type = 0;
        internal const int Id = 1;
        internal const int Timestamp = 2;
        internal const int FirehoseVersion = 3;
        internal const int Account = 4;
        internal const int Count = 5;
    }
}
