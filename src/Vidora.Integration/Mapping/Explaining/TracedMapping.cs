using System.Text.Json;
using Vidora.Integration.Json;
using Vidora.Integration.MParticle;

namespace Vidora.Integration.Mapping.Explaining;

/// <summary>Maps a batch with a <see cref="MappingTrace"/> and finds the fields of the document behind the positions in it.</summary>
internal sealed class TracedMapping
{
    private readonly DocumentOutline _document;
    private readonly HashSet<string> _inputs;
    private readonly MappingTrace _trace = new();
    private readonly VidoraEventBuffer _output = new();
    private readonly ImpliedSources _implied;
    private readonly int _mpid;
    private List<ExplainedField>? _context;

    /// <param name="document">The document.</param>
    /// <param name="batch">The batch that was read from it.</param>
    /// <param name="mapper">The mapper.</param>
    /// <param name="inputs">The keys of the events and notifications to explain.</param>
    public TracedMapping(DocumentOutline document, MParticleBatch batch, MParticleEventMapper mapper, HashSet<string> inputs)
    {
        _document = document;
        _inputs = inputs;
        _implied = new ImpliedSources(document);
        _mpid = batch.Positions[MParticleBatch.Fields.Mpid].Start;
        _output.Writer.RecordInto(_trace);
        mapper.Map(batch, _output);
        foreach (var issue in Issues.Where(issue => issue.NotForwardedEvents > 0))
        {
            Refusals[issue.EventIndex is { } index ? $"events[{index}]" : issue.Path ?? ""] = issue.Code;
        }

        foreach (var (value, code) in _trace.Fields.Rejected.Concat(_trace.Context.Rejected))
        {
            foreach (var field in document.FieldsAt(value))
            {
                Rejected[field] = code;
            }
        }
    }

    public IReadOnlyList<MappingIssue> Issues => _output.Issues;

    public bool HasEvents => _output.InputEvents > 0;

    /// <summary>Gets the reasons for events and notifications that were not forwarded; under "" that for the batch.</summary>
    public Dictionary<string, MappingIssueCode> Refusals { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the numbers of the fields that are sources of an explained event.</summary>
    public HashSet<int> Sources { get; } = [];

    /// <summary>Gets the numbers of the fields that the mapper reported and left out.</summary>
    public Dictionary<int, MappingIssueCode> Rejected { get; } = [];

    /// <summary>Gets the events and notifications that were not explained because of the limit.</summary>
    public HashSet<string> NotExamined { get; } = new(StringComparer.Ordinal);

    /// <summary>Explains the events, until so many fields are explained.</summary>
    public List<ExplainedEvent> Explain(int fieldLimit, CancellationToken cancellationToken)
    {
        var events = new List<ExplainedEvent>();
        var fields = 0;
        for (var i = 0; i < _output.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var input = _trace.Events[i].Input;
            if (_inputs.Contains(input) && (fields < fieldLimit || !NotExamined.Add(input)))
            {
                events.Add(Explain(_trace.Events[i], _output.Extent(i).Start, _output[i]));
                fields += events[^1].Fields.Count - (_context?.Count ?? 0);
            }
        }

        return events;
    }

    private ExplainedEvent Explain((string Input, int? Type, int ContextStart) traced, int start, ReadOnlyMemory<byte> json)
    {
        var reader = new Utf8JsonReader(json.Span);
        var fields = new List<ExplainedField>();
        List<ExplainedField>? context = null;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var comma = start + (int)reader.TokenStartIndex - 1;
            if (comma >= traced.ContextStart && _context is not null)
            {
                break;
            }

            context ??= comma >= traced.ContextStart ? [] : null;
            var name = JsonText.Decode(reader.ValueSpan);
            reader.Read();
            var value = VidoraValue.FromJson(json.Span[(int)reader.TokenStartIndex..(int)reader.BytesConsumed]);
            var (written, place) = context is null ? (_trace.Fields, comma) : (_trace.Context, comma - traced.ContextStart);
            var from = name == "user_id" ? [_mpid] : name == "type" ? traced.Type is { } type ? [type] : [] : written.Find(place);
            (context ?? fields).Add(Explain(name, value, from, written.Renamed.Contains(place), traced.Input));
        }

        _context ??= context;
        return new ExplainedEvent(_document.Inputs[traced.Input], VidoraEvent.FromTrustedJson(json), [.. fields, .. HasContext(traced) ? _context ?? [] : []]);
    }

    private static bool HasContext((string Input, int? Type, int ContextStart) traced) => traced.ContextStart < int.MaxValue;

    private ExplainedField Explain(string name, VidoraValue value, IReadOnlyList<int> from, bool isRenamed, string input)
    {
        List<int> sources = [.. from.SelectMany(_document.FieldsAt)];
        if (sources.Count == 0 || (name == "type" && IsOtherWord(value, _document.Fields[sources[0]])))
        {
            sources.AddRange(_implied.Of(name, value, input));
            sources.Sort();
        }

        Sources.UnionWith(sources);
        List<DocumentField> fields = [.. sources.Select(number => _document.Fields[number])];
        return new ExplainedField(name, value, [.. fields.Select(field => field.Path)], MappingRules.Of(name, fields, isRenamed));
    }

    /// <summary>Returns whether the type is not the text of its action, so that it depends on mParticle's type too.</summary>
    private bool IsOtherWord(VidoraValue type, DocumentField action) =>
        (action.Declared == MParticleProductAction.Wire.Action || action.Declared == MParticlePromotionAction.Wire.Action)
        && !type.ToString().Equals(_document.TextOf(action), StringComparison.OrdinalIgnoreCase);
}
