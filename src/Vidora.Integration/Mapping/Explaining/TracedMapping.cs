using System.Globalization;
using System.Text.Json;
using Vidora.Integration.Json;
using Vidora.Integration.MParticle;

namespace Vidora.Integration.Mapping.Explaining;

/// <summary>Maps a batch with a <see cref="MappingTrace"/> and finds the fields of the document behind the positions in it.</summary>
internal sealed class TracedMapping
{
    private readonly DocumentOutline _document;
    private readonly HashSet<int> _inputs;
    private readonly MappingTrace _trace = new();
    private readonly VidoraEventBuffer _output = new();
    private readonly ImpliedSources _implied;
    private readonly Dictionary<int, int> _sources;
    private readonly Dictionary<int, int> _contextSources;
    private readonly Dictionary<(bool IsNotification, int Index), int> _numbers;
    private readonly int _mpid;
    private List<ExplainedField>? _context;

    /// <param name="document">The document.</param>
    /// <param name="batch">The batch that was read from it.</param>
    /// <param name="mapper">The mapper.</param>
    /// <param name="inputs">The numbers of the events and notifications to explain.</param>
    public TracedMapping(DocumentOutline document, MParticleBatch batch, MParticleEventMapper mapper, HashSet<int> inputs)
    {
        _document = document;
        _inputs = inputs;
        _implied = new ImpliedSources(document);
        _output.Writer.RecordInto(_trace);
        mapper.Map(batch, _output);
        _sources = _trace.Fields.Written.ToDictionary(written => written.Output, written => written.Document);
        _contextSources = _trace.Context.Written.ToDictionary(written => written.Output, written => written.Document);
        _numbers = document.Inputs.Select((input, number) => (input, number)).ToDictionary(pair => (pair.input.IsNotification, pair.input.Index), pair => pair.number);
        _mpid = batch.Positions[MParticleBatch.Fields.Mpid].Start;
        Refusals = new MappingIssueCode?[document.Inputs.Count];
        FindRefusals();
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

    /// <summary>Gets the reason why the batch was not forwarded; null when it was, or has no events.</summary>
    public MappingIssueCode? BatchRefusal { get; private set; }

    /// <summary>Gets the reason why each event or notification was not forwarded; null where it was.</summary>
    public MappingIssueCode?[] Refusals { get; }

    /// <summary>Gets the numbers of the fields that are sources of an explained event.</summary>
    public HashSet<int> Sources { get; } = [];

    /// <summary>Gets the numbers of the fields that would be sources, were personal data not excluded.</summary>
    public HashSet<int> Excluded { get; } = [];

    /// <summary>Gets the fields that the mapper reported and left out.</summary>
    public Dictionary<int, MappingIssueCode> Rejected { get; } = [];

    /// <summary>Gets the events and notifications that were not explained because of the limit.</summary>
    public HashSet<int> NotExamined { get; } = [];

    public bool IsComplete => NotExamined.Count == 0;

    /// <summary>Explains the events, until so many fields are explained.</summary>
    public List<ExplainedEvent> Explain(int fieldLimit, CancellationToken cancellationToken)
    {
        var events = new List<ExplainedEvent>();
        var fields = 0;
        for (var i = 0; i < _output.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var input = NumberOf(_trace.Events[i]);
            if (!_inputs.Contains(input))
            {
                continue;
            }

            if (fields >= fieldLimit)
            {
                NotExamined.Add(input);
                continue;
            }

            events.Add(Explain(i, input));
            fields += events[^1].Fields.Count - _context!.Count;
        }

        return events;
    }

    /// <summary>Finds the fields that only the other mapping, with personal data, forwards.</summary>
    public void CompareWith(TracedMapping other)
    {
        var isForwarded = _inputs.Any(input => Refusals[input] is null);
        Excluded.UnionWith(other.Sources.Where(field => _document.Fields[field].Place.Input != DocumentOutline.Context || isForwarded));
        Excluded.ExceptWith(Sources);
    }

    private int NumberOf(TracedEvent @event) => _numbers[(@event.EventIndex is null, @event.EventIndex ?? @event.NotificationIndex)];

    private ExplainedEvent Explain(int index, int input)
    {
        var traced = _trace.Events[index];
        var start = _output.Extent(index).Start;
        var json = _output[index];
        var reader = new Utf8JsonReader(json.Span);
        var fields = new List<ExplainedField>();
        List<ExplainedField>? context = null;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var comma = start + (int)reader.TokenStartIndex - 1;
            if (comma >= traced.ContextStart)
            {
                if (_context is not null)
                {
                    break;
                }

                context ??= [];
            }

            var name = JsonText.Decode(reader.ValueSpan);
            reader.Read();
            var value = VidoraEvent.ToValue(json.Span[(int)reader.TokenStartIndex..(int)reader.BytesConsumed]);
            (context ?? fields).Add(context is null
                ? Explain(name, value, SourceOf(name, comma, traced), _trace.Fields.Renamed.Contains(comma), input)
                : Explain(name, value, Find(_contextSources, comma - traced.ContextStart), _trace.Context.Renamed.Contains(comma - traced.ContextStart), input));
        }

        _context ??= context ?? [];
        return new ExplainedEvent(_document.Inputs[input].Path.ToString(), VidoraEvent.FromTrustedJson(json), [.. fields, .. _context]);
    }

    private int? SourceOf(string name, int comma, TracedEvent traced) => name switch
    {
        "user_id" => _mpid,
        "type" => traced.Type.IsAbsent ? null : traced.Type.Start,
        _ => Find(_sources, comma),
    };

    private static int? Find(Dictionary<int, int> sources, int place) => sources.TryGetValue(place, out var source) ? source : null;

    private ExplainedField Explain(string name, VidoraValue value, int? source, bool isRenamed, int input)
    {
        List<int> sources = source is { } position ? [.. _document.FieldsAt(position)] : [];
        if (sources.Count == 0 || (name == "type" && IsOtherWord(value, _document.Fields[sources[0]])))
        {
            sources.AddRange(_implied.Of(name, value, input));
            sources.Sort();
        }

        Sources.UnionWith(sources);
        List<DocumentField> fields = [.. sources.Select(number => _document.Fields[number])];
        return new ExplainedField(name, value, [.. fields.Select(field => field.Path.ToString())], MappingRules.Of(name, fields, isRenamed));
    }

    /// <summary>Returns whether the type is not the text of its source, so that it depends on mParticle's type too.</summary>
    private bool IsOtherWord(VidoraValue type, DocumentField action) =>
        (action.Declared == MParticleProductAction.Wire.Action || action.Declared == MParticlePromotionAction.Wire.Action)
        && !type.ToString().Equals(_document.TextOf(action), StringComparison.OrdinalIgnoreCase);

    private void FindRefusals()
    {
        var notifications = new Dictionary<string, MappingIssueCode>(StringComparer.Ordinal);
        foreach (var issue in Issues.Where(issue => issue.NotForwardedEvents > 0))
        {
            if (issue.EventIndex is { } index)
            {
                Refusals[_numbers[(false, index)]] = issue.Code;
            }
            else if (issue.Path is { } path)
            {
                notifications[path] = issue.Code;
            }
            else
            {
                BatchRefusal = issue.Code;
            }
        }

        foreach (var ((isNotification, index), number) in _numbers)
        {
            if (isNotification && notifications.TryGetValue(string.Create(CultureInfo.InvariantCulture, $"system_notifications[{index}]"), out var code))
            {
                Refusals[number] = code;
            }
        }
    }
}
