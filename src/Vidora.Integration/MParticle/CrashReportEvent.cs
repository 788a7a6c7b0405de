using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>The app crashed (mParticle JSON reference).</summary>
public sealed partial class CrashReportEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.CrashReport;

    /// <summary>Class of the error (mParticle JSON reference).</summary>
    [Field("class_name")]
    public partial string? ClassName { get; init; }

    /// <summary>Severity (mParticle JSON reference).</summary>
    [Field("severity")]
    public partial string? Severity { get; init; }

    /// <summary>Whether it was handled (mParticle JSON reference).</summary>
    [Field("exception_handled")]
    public partial bool? ExceptionHandled { get; init; }

    /// <summary>Free text; never forwarded (mParticle JSON reference).</summary>
    [Field("message", Personal = true)]
    public partial string? Message { get; init; }

    /// <summary>Free text; never forwarded (mParticle JSON reference).</summary>
    [Field("stack_trace", Personal = true)]
    public partial string? StackTrace { get; init; }

    /// <summary>Topmost context (mParticle JSON reference).</summary>
    [Field("topmost_context", Personal = true)]
    public partial string? TopmostContext { get; init; }

    /// <summary>Crash report, base64; never forwarded (mParticle JSON reference).</summary>
    [Field("pl_crash_report_file_base64", Personal = true)]
    public partial string? PlCrashReportFile { get; init; }

    /// <summary>Base address of the image (mParticle JSON reference).</summary>
    [Field("ios_image_base_address")]
    public partial ulong? IosImageBaseAddress { get; init; }

    /// <summary>Size of the image (mParticle JSON reference).</summary>
    [Field("ios_image_size")]
    public partial ulong? IosImageSize { get; init; }

    /// <summary>Number of the session (mParticle JSON reference).</summary>
    [Field("session_number")]
    public partial long? SessionNumber { get; init; }

    /// <summary>
    /// What happened before: the labels of the breadcrumb events (mParticle JSON reference), or the texts that Firehose has
    /// instead (mParticle Firehose); empty when there are none. Never forwarded.
    /// </summary>
    [Field("breadcrumbs", Personal = true)]
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
}
