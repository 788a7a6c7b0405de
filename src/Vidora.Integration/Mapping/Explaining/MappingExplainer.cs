using Vidora.Integration.Mapping;
using Vidora.Integration.Mapping.Explaining;
using Vidora.Integration.MParticle;
using Vidora.Integration.MParticle.Json;

namespace Vidora.Integration;

/// <summary>
/// Explains a document: the source of each field of its Vidora events, and the reason for each field that is in none. It maps
/// with <see cref="MParticleEventMapper"/> and records the positions that the mapper copies from. Thread-safe.
/// </summary>
public sealed class MappingExplainer
{
    /// <summary>The limit of explained fields, so that a hostile document cannot fill the memory.</summary>
    private const int FieldLimit = 1_000_000;

    private readonly MParticleEventMapper _mapper;
    private readonly AttributeRules? _rules;
    private readonly CommerceMode _commerce;
    private readonly int _fieldLimit;

    /// <summary>Creates an explainer.</summary>
    /// <param name="options">The mapping options, read once. Default: the default options.</param>
    /// <exception cref="ArgumentException">Throws when an option has a word that is not of its set.</exception>
    public MappingExplainer(VidoraMappingOptions? options = null)
        : this(options, FieldLimit)
    {
    }

    internal MappingExplainer(VidoraMappingOptions? options, int fieldLimit)
    {
        options ??= new VidoraMappingOptions();
        _mapper = new MParticleEventMapper(options);
        _rules = AttributeRules.Of(options);
        _commerce = options.Commerce;
        _fieldLimit = fieldLimit;
    }

    /// <summary>Explains a document.</summary>
    /// <param name="utf8Json">One batch, UTF-8: of the Events API, or a Firehose event processing request.</param>
    /// <param name="format">The wire format.</param>
    /// <param name="eventIndex">The event to explain, from 0, with the fields of the batch. Default: all events.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="MParticleFormatException">Throws when the document is not a batch.</exception>
    /// <exception cref="ArgumentOutOfRangeException">Throws when the batch has no such event.</exception>
    public MappingExplanation Explain(
        ReadOnlyMemory<byte> utf8Json,
        MParticleFormat format = MParticleFormat.Auto,
        int? eventIndex = null,
        CancellationToken cancellationToken = default)
    {
        if (format == MParticleFormat.Auto)
        {
            format = FirehoseJson.IsMessage(utf8Json.Span) ? MParticleFormat.Firehose : MParticleFormat.EventsApi;
        }

        var batch = MParticleDocument.ReadBatch(utf8Json, format, MParticleReadLimits.Default);
        if (eventIndex is { } index && (index < 0 || index >= batch.Events.Count))
        {
            throw new ArgumentOutOfRangeException(
                nameof(eventIndex), $"The batch has no event {index}; it has {batch.Events.Count}, counted from 0.");
        }

        var document = new DocumentOutline(utf8Json, batch, format == MParticleFormat.Firehose);
        HashSet<string> inputs = [.. document.Inputs.Keys.Where(key => eventIndex is null || key == $"events[{eventIndex}]")];
        var mapped = new TracedMapping(document, batch, _mapper, inputs);
        var events = mapped.Explain(_fieldLimit, cancellationToken);
        return new MappingExplanation
        {
            Events = events,
            NotForwarded = new Reasons(document, mapped, inputs, _rules, _commerce).NotForwarded(),
            Issues = [.. mapped.Issues.Where(issue => eventIndex is null || issue.EventIndex == eventIndex || (issue.EventIndex is null && !IsOfNotification(issue)))],
            IsComplete = mapped.NotExamined.Count == 0,
        };
    }

    private static bool IsOfNotification(MappingIssue issue) => issue.Path?.StartsWith("system_notifications[", StringComparison.Ordinal) == true;
}
