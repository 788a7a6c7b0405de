using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>The app crashed (mParticle JSON reference).</summary>
public sealed class CrashReportEvent : MParticleEvent
{
    private static readonly EventFieldNames _names = new(
        ("class_name", Fields.ClassName),
        ("severity", Fields.Severity),
        ("exception_handled", Fields.ExceptionHandled),
        ("message", Fields.Message),
        ("stack_trace", Fields.StackTrace),
        ("topmost_context", Fields.TopmostContext),
        ("pl_crash_report_file_base64", Fields.PlCrashReportFile),
        ("ios_image_base_address", Fields.IosImageBaseAddress),
        ("ios_image_size", Fields.IosImageSize),
        ("session_number", Fields.SessionNumber),
        ("breadcrumbs", Fields.Breadcrumbs));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public CrashReportEvent()
        : base(_names)
    {
    }

    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.CrashReport;

    /// <summary>Class of the error (mParticle JSON reference).</summary>
    public string? ClassName
    {
        get => this[Fields.ClassName].GetText();
        init => Set(Fields.ClassName, value);
    }

    /// <summary>Severity (mParticle JSON reference).</summary>
    public string? Severity
    {
        get => this[Fields.Severity].GetText();
        init => Set(Fields.Severity, value);
    }

    /// <summary>Whether it was handled (mParticle JSON reference).</summary>
    public bool? ExceptionHandled
    {
        get => this[Fields.ExceptionHandled].GetBoolean();
        init => Set(Fields.ExceptionHandled, value);
    }

    /// <summary>Free text; never forwarded (mParticle JSON reference).</summary>
    public string? Message
    {
        get => this[Fields.Message].GetText();
        init => Set(Fields.Message, value);
    }

    /// <summary>Free text; never forwarded (mParticle JSON reference).</summary>
    public string? StackTrace
    {
        get => this[Fields.StackTrace].GetText();
        init => Set(Fields.StackTrace, value);
    }

    /// <summary>Topmost context (mParticle JSON reference).</summary>
    public string? TopmostContext
    {
        get => this[Fields.TopmostContext].GetText();
        init => Set(Fields.TopmostContext, value);
    }

    /// <summary>Crash report, base64; never forwarded (mParticle JSON reference).</summary>
    public string? PlCrashReportFile
    {
        get => this[Fields.PlCrashReportFile].GetText();
        init => Set(Fields.PlCrashReportFile, value);
    }

    /// <summary>Base address of the image (mParticle JSON reference).</summary>
    public ulong? IosImageBaseAddress
    {
        get => this[Fields.IosImageBaseAddress].GetUInt64();
        init => Set(Fields.IosImageBaseAddress, value);
    }

    /// <summary>Size of the image (mParticle JSON reference).</summary>
    public ulong? IosImageSize
    {
        get => this[Fields.IosImageSize].GetUInt64();
        init => Set(Fields.IosImageSize, value);
    }

    /// <summary>Number of the session (mParticle JSON reference).</summary>
    public long? SessionNumber
    {
        get => this[Fields.SessionNumber].GetInt64();
        init => Set(Fields.SessionNumber, value);
    }

    /// <summary>
    /// What happened before: the labels of the breadcrumb events (mParticle JSON reference), or the texts that Firehose has
    /// instead (mParticle Firehose); empty when there are none. Never forwarded.
    /// </summary>
    public IReadOnlyList<string> Breadcrumbs
    {
        get
        {
            var labels = new List<string>();
            foreach (var item in this[Fields.Breadcrumbs].Items)
            {
                if ((item.GetTextOrEmpty() ?? LabelOf(item)) is { } label)
                {
                    labels.Add(label);
                }
            }

            return labels;
        }

        init => Set(Fields.Breadcrumbs, value);
    }

    private static string? LabelOf(JsonToken breadcrumb)
    {
        string? label = null;
        foreach (var member in breadcrumb.Members)
        {
            if (member.Name.SequenceEqual("label"u8))
            {
                label = member.Value.GetText() ?? label;
            }
            else if (member.Name.SequenceEqual("data"u8))
            {
                label = LabelOf(member.Value) ?? label;
            }
        }

        return label;
    }

    internal static new class Fields
    {
        internal const int ClassName = 24;
        internal const int Severity = 25;
        internal const int ExceptionHandled = 26;
        internal const int Message = 27;
        internal const int StackTrace = 28;
        internal const int TopmostContext = 29;
        internal const int PlCrashReportFile = 30;
        internal const int IosImageBaseAddress = 31;
        internal const int IosImageSize = 32;
        internal const int SessionNumber = 33;
        internal const int Breadcrumbs = 34;
    }
}
