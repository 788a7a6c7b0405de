namespace Vidora.Integration.MParticle;

/// <summary>An error that is no crash (mParticle Firehose).</summary>
public sealed class ErrorEvent : MParticleEvent
{
    private static readonly EventFieldNames _names = new(
        ("is_crash", Fields.IsCrash),
        ("message", Fields.Message),
        ("stack_trace", Fields.StackTrace),
        ("breadcrumbs", Fields.Breadcrumbs));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public ErrorEvent()
        : base(_names)
    {
    }

    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.Error;

    /// <summary>Whether the app crashed (mParticle Firehose).</summary>
    public bool? IsCrash
    {
        get => this[Fields.IsCrash].GetBoolean();
        init => Set(Fields.IsCrash, value);
    }

    /// <summary>Free text; never forwarded (mParticle Firehose).</summary>
    public string? Message
    {
        get => this[Fields.Message].GetText();
        init => Set(Fields.Message, value);
    }

    /// <summary>Free text; never forwarded (mParticle Firehose).</summary>
    public string? StackTrace
    {
        get => this[Fields.StackTrace].GetText();
        init => Set(Fields.StackTrace, value);
    }

    /// <summary>Free text; never forwarded (mParticle Firehose).</summary>
    public IReadOnlyList<string> Breadcrumbs
    {
        get => GetTexts(Fields.Breadcrumbs);
        init => Set(Fields.Breadcrumbs, value);
    }

    internal static new class Fields
    {
        internal const int IsCrash = 24;
        internal const int Message = 25;
        internal const int StackTrace = 26;
        internal const int Breadcrumbs = 27;
    }
}
