using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>Where mParticle got the batch from (mParticle JSON reference).</summary>
public sealed class MParticleSourceInfo : MParticleObject
{
    private static readonly Utf8Names _names = new(
        ("channel", Fields.Channel),
        ("partner", Fields.Partner),
        ("replay_request_id", Fields.ReplayRequestId),
        ("replay_job_id", Fields.ReplayJobId),
        ("is_historical", Fields.IsHistorical));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public MParticleSourceInfo()
        : base(_names.Count)
    {
    }

    /// <summary>native, javascript, pixel, desktop, partner, server_to_server or unknown (mParticle JSON reference).</summary>
    public string? Channel
    {
        get => this[Fields.Channel].GetText();
        init => Set(Fields.Channel, value);
    }

    /// <summary>Name of the feed (mParticle JSON reference).</summary>
    public string? Partner
    {
        get => this[Fields.Partner].GetText();
        init => Set(Fields.Partner, value);
    }

    /// <summary>Set when the batch is replayed (mParticle JSON reference).</summary>
    public string? ReplayRequestId
    {
        get => this[Fields.ReplayRequestId].GetText();
        init => Set(Fields.ReplayRequestId, value);
    }

    /// <summary>Set when the batch is replayed (mParticle JSON reference).</summary>
    public string? ReplayJobId
    {
        get => this[Fields.ReplayJobId].GetText();
        init => Set(Fields.ReplayJobId, value);
    }

    /// <summary>Whether it came in as historical data (mParticle JSON reference).</summary>
    public bool? IsHistorical
    {
        get => this[Fields.IsHistorical].GetBoolean();
        init => Set(Fields.IsHistorical, value);
    }

    internal override Utf8Names FieldNames => _names;

    internal static class Fields
    {
        internal const int Channel = 0;
        internal const int Partner = 1;
        internal const int ReplayRequestId = 2;
        internal const int ReplayJobId = 3;
        internal const int IsHistorical = 4;
    }
}
