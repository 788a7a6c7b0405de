using Vidora.Integration.MParticle.Json;
using Vidora.Integration.Json;
using Vidora.Integration.MParticle.Firehose;
using Vidora.Integration.MParticle;
using Vidora.Integration.Mapping.Explaining;

namespace Vidora.Integration;

/// <summary>
/// Explains what becomes of one document: where each field of its Vidora events comes from, and why the other fields of the
/// document are in none. It has no rules of its own: it maps the document again and again with other values in its fields,
/// by the same <see cref="MParticleEventMapper"/>, and looks at what changes. For people who ask, not for every batch. May be
/// used by any number of threads at once.
/// </summary>
public sealed class MappingExplainer
{
    /// <summary>How many bytes are mapped at most, in and out; some seconds of work.</summary>
    private const long WorkLimit = 1L << 30;

    private readonly MParticleEventMapper _mapper;

    /// <summary>The same without the exclusion of personal data; null when there is none.</summary>
    private readonly MParticleEventMapper? _withPersonalData;

    private readonly long _workLimit;

    /// <summary>Makes an explainer.</summary>
    /// <param name="options">What is forwarded; the default options when null. Read once, here.</param>
    /// <exception cref="ArgumentException">An option names a platform or a type of event that there is not.</exception>
    public MappingExplainer(VidoraMappingOptions? options = null)
        : this(options, WorkLimit)
    {
    }

    internal MappingExplainer(VidoraMappingOptions? options, long workLimit)
    {
        options ??= new VidoraMappingOptions();
        _mapper = new MParticleEventMapper(options);
        _withPersonalData = !options.ExcludePersonalData
            ? null
            : new MParticleEventMapper(new VidoraMappingOptions
            {
                Environments = options.Environments,
                Platforms = options.Platforms,
                EventTypes = options.EventTypes,
            });
        _workLimit = workLimit;
    }

    /// <summary>Explains a document.</summary>
    /// <param name="utf8Json">One batch, UTF-8: of the Events API, or a Firehose event processing request.</param>
    /// <param name="format">The wire format.</param>
    /// <param name="eventIndex">Explains this event alone, from 0, with the fields of the batch; all of them when null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="MParticleFormatException">It is no batch.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The batch has no such event.</exception>
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

        return Explain(batch, DocumentOutline.Of(utf8Json), format, eventIndex, cancellationToken);
    }

    private MappingExplanation Explain(
        MParticleBatch batch, DocumentOutline document, MParticleFormat format, int? eventIndex, CancellationToken cancellationToken)
    {
        var mapped = _mapper.Map(batch);
        var findings = new Findings(document, mapped);
        List<int> inputs =
        [
            .. Enumerable.Range(0, document.Inputs.Count)
                .Where(number => eventIndex is null || (document.Inputs[number] is { IsNotification: false, Index: var index } && index == eventIndex))
                .OrderBy(number => document.Inputs[number].IsNotification),
        ];
        var events = findings.BatchRefusal is null ? Examine(document, format, inputs, findings, cancellationToken) : [];
        return new MappingExplanation(
            events,
            new Reasons(document, format, mapped, inputs, findings).NotForwarded(),
            [.. mapped.Issues.Where(issue => eventIndex is null || issue.EventIndex == eventIndex || (issue.EventIndex is null && !IsOfNotification(issue)))],
            findings.Effects.All(effect => (effect & FieldEffect.NotExamined) == 0));
    }

    private List<ExplainedEvent> Examine(
        DocumentOutline document, MParticleFormat format, List<int> inputs, Findings findings, CancellationToken cancellationToken)
    {
        const FieldEffect Found = FieldEffect.Forwarded | FieldEffect.Decides;
        var experiments = new Experiments(document, format, _workLimit);
        var fieldsOf = document.Fields.Select((field, number) => (field.Input, number)).ToLookup(pair => pair.Input, pair => pair.number);
        var context = fieldsOf[DocumentOutline.Context].ToList();
        var events = new List<ExplainedEvent>();
        foreach (var number in inputs)
        {
            if (experiments.IsAtLimit)
            {
                findings.Note(fieldsOf[number], FieldEffect.NotExamined);
                continue;
            }

            var input = document.Inputs[number];
            List<int> fields = [.. fieldsOf[number]];
            if (findings.Refusals[number] is null)
            {
                fields = [.. context.Concat(fields).Order()];
                var examination = Examination.Of(experiments, _mapper, input, fields, findings.Effects, findings.AskAlone, cancellationToken);
                events.AddRange(Explain(examination, document, number, findings));
            }

            if (_withPersonalData is not null)
            {
                // What does nothing may do something there; of an event that was left out as a whole, its own fields.
                List<int> others = [.. fields.Where(field => (findings.Effects[field] & Found) == 0)];
                Examination.Of(experiments, _withPersonalData, input, others, findings.EffectsWithPersonalData, findings.AskAlone, cancellationToken);
            }
        }

        return events;
    }

    private static bool IsOfNotification(MappingIssue issue) => issue.Path?.StartsWith("system_notifications[", StringComparison.Ordinal) == true;

    private static List<ExplainedEvent> Explain(Examination examination, DocumentOutline document, int number, Findings findings)
    {
        var sources = examination.Sources.ToLookup(source => (source.Event, source.OutputField), source => source.Field);
        var deciders = examination.Deciders.ToLookup(decider => (decider.Event, decider.OutputField), decider => decider.Field);
        var events = new List<ExplainedEvent>();
        for (var i = 0; i < examination.Events.Count; i++)
        {
            var output = examination.Events[i];
            var fields = new List<ExplainedField>(output.Count);
            for (var j = 0; j < output.Count; j++)
            {
                var name = output.NameOf(j);
                var value = VidoraValue.FromJson(output.ValueOf(j));
                var own = sources[(i, j)].ToList();
                if (own.Count == 0)
                {
                    own = DecidedBy(name, value, [.. deciders[(i, j)]], i, examination, document, number);
                }

                findings.Sources.UnionWith(own);
                List<DocumentPath> paths = [.. own.Distinct().Order().Select(field => document.Fields[field].Path)];
                fields.Add(new ExplainedField(name, value, [.. paths.Select(path => path.ToString())], MappingRules.Of(name, paths)));
            }

            events.Add(new ExplainedEvent(document.Inputs[number].Path.ToString(), VidoraEvent.FromTrustedJson(output.Json), fields));
        }

        return events;
    }

    /// <summary>
    /// The fields that a value is a word for: it is none of theirs, but without them it is not there. What says the same in
    /// the document comes before the rest.
    /// </summary>
    private static List<int> DecidedBy(
        string name, VidoraValue value, List<int> deciders, int index, Examination examination, DocumentOutline document, int number)
    {
        List<int> all = [.. deciders, .. examination.EventDeciders];
        List<int> same = [.. all.Where(field => IsSameText(value, document.ValueOf(document.Fields[field])))];
        if (same.Count > 0)
        {
            return same;
        }

        if (MappingRules.IsWordForEvent(name))
        {
            return [.. all.Where(field => document.Fields[field].Input == number)];
        }

        return deciders.Count > 0 || !MappingRules.IsNameOfAttribute(name)
            ? deciders
            : [.. examination.Sources
                .Where(source => source.Event == index && document.Fields[source.Field] is var field && field.Input == number && field.Path.Name == value.ToString())
                .Select(source => source.Field)];
    }

    private static bool IsSameText(VidoraValue value, ReadOnlySpan<byte> json) =>
        value.Kind == VidoraValueKind.Text
        && new JsonToken(json) is { Shape: JsonTokenShape.Text } token
        && value.GetText().Equals(token.GetTextOrEmpty(), StringComparison.OrdinalIgnoreCase);
}
