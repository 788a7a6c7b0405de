namespace Vidora.Integration.MParticle;

/// <summary>A network request of the app (mParticle JSON reference).</summary>
public sealed class NetworkPerformanceEvent : MParticleEvent
{
    private static readonly EventFieldNames _names = new(
        ("http_verb", Fields.HttpVerb),
        ("url", Fields.Url),
        ("time_elapsed", Fields.TimeElapsed),
        ("bytes_in", Fields.BytesIn),
        ("bytes_out", Fields.BytesOut),
        ("response_code", Fields.ResponseCode),
        ("data", Fields.Data));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public NetworkPerformanceEvent()
        : base(_names)
    {
    }

    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.NetworkPerformance;

    /// <summary>Method (mParticle JSON reference).</summary>
    public string? HttpVerb
    {
        get => this[Fields.HttpVerb].GetText();
        init => Set(Fields.HttpVerb, value);
    }

    /// <summary>URL; never forwarded (mParticle JSON reference).</summary>
    public string? Url
    {
        get => this[Fields.Url].GetText();
        init => Set(Fields.Url, value);
    }

    /// <summary>Milliseconds it took (mParticle JSON reference).</summary>
    public long? TimeElapsed
    {
        get => this[Fields.TimeElapsed].GetInt64();
        init => Set(Fields.TimeElapsed, value);
    }

    /// <summary>Bytes received (mParticle JSON reference).</summary>
    public long? BytesIn
    {
        get => this[Fields.BytesIn].GetInt64();
        init => Set(Fields.BytesIn, value);
    }

    /// <summary>Bytes sent (mParticle JSON reference).</summary>
    public long? BytesOut
    {
        get => this[Fields.BytesOut].GetInt64();
        init => Set(Fields.BytesOut, value);
    }

    /// <summary>Status of the answer (mParticle JSON reference).</summary>
    public long? ResponseCode
    {
        get => this[Fields.ResponseCode].GetInt64();
        init => Set(Fields.ResponseCode, value);
    }

    /// <summary>Body, base64; never forwarded (mParticle JSON reference).</summary>
    public string? Data
    {
        get => this[Fields.Data].GetText();
        init => Set(Fields.Data, value);
    }

    internal static new class Fields
    {
        internal const int HttpVerb = 24;
        internal const int Url = 25;
        internal const int TimeElapsed = 26;
        internal const int BytesIn = 27;
        internal const int BytesOut = 28;
        internal const int ResponseCode = 29;
        internal const int Data = 30;
    }
}
