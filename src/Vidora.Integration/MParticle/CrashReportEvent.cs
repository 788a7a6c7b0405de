using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>Reports a crash of the app (mParticle JSON reference).</summary>
public sealed partial class CrashReportEvent : MParticleEvent
{
    /// <inheritdoc/>
    public override MParticleEventType EventType => MParticleEventType.CrashReport;

    /// <summary>Gets the class of the error.</summary>
    [Field("class_name")]
    public partial string? ClassName { get; init; }

    /// <summary>Gets the severity.</summary>
    [Field("severity")]
    public partial string? Severity { get; init; }

    /// <summary>Gets whether the app handled the error.</summary>
    [Field("exception_handled")]
    public partial bool? ExceptionHandled { get; init; }

    /// <summary>Gets the message, free text. Never forwarded.</summary>
    [Field("message", Personal = true)]
    public partial string? Message { get; init; }

    /// <summary>Gets the stack trace. Never forwarded.</summary>
    [Field("stack_trace", Personal = true)]
    public partial string? StackTrace { get; init; }

    /// <summary>Gets the topmost context. Never forwarded.</summary>
    [Field("topmost_context", Personal = true)]
    public partial string? TopmostContext { get; init; }

    /// <summary>Gets the crash report, base64. Never forwarded.</summary>
    [Field("pl_crash_report_file_base64", Personal = true)]
    public partial string? PlCrashReportFile { get; init; }

    /// <summary>Gets the base address of the image.</summary>
    [Field("ios_image_base_address")]
    public partial ulong? IosImageBaseAddress { get; init; }

    /// <summary>Gets the size of the image.</summary>
    [Field("ios_image_size")]
    public partial ulong? IosImageSize { get; init; }

    /// <summary>Gets the number of the session.</summary>
    [Field("session_number")]
    public partial long? SessionNumber { get; init; }

    /// <summary>Gets the labels of the breadcrumb events before the crash; empty when there are none. Never forwarded.</summary>
    [Field("breadcrumbs", Personal = true)]
    public IReadOnlyList<string> Breadcrumbs
    {
        get
        {
            var labels = new List<string>();
            foreach (var item in this[Fields.Breadcrumbs].Items)
            {
                if ((item.Value.GetTextOrEmpty() ?? LabelOf(item.Value)) is { } label)
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
