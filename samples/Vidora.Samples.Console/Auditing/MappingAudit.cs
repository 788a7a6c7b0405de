using Vidora.Integration;

namespace Vidora.Samples.Console.Auditing;

/// <summary>
/// Counts over any number of documents which fields leave and which stay, under one set of options. Memory is bounded: beyond 10,000 names
/// of a kind, the others share one row.
/// </summary>
internal sealed class MappingAudit(VidoraMappingOptions options, MParticleFormat format)
{
    public const string OtherNames = "(other names)";

    private const int MostNames = 10_000;

    private readonly MappingExplainer _explainer = new(options);
    private readonly Dictionary<string, AuditedField> _forwarded = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Path, string Reason), long> _kept = [];

    public long Batches { get; private set; }

    /// <summary>Gets the number of Vidora events.</summary>
    public long Events { get; private set; }

    /// <summary>Gets the number of documents with more fields than an explanation takes. Their last fields are not counted.</summary>
    public long Incomplete { get; private set; }

    public IReadOnlyDictionary<string, AuditedField> Forwarded => _forwarded;

    /// <summary>Gets how often an input field stayed, by its path and the reason.</summary>
    public IReadOnlyDictionary<(string Path, string Reason), long> Kept => _kept;

    /// <exception cref="MParticleFormatException">The document is not a batch.</exception>
    public void Add(MParticleDocument document, CancellationToken cancellationToken)
    {
        var explanation = _explainer.Explain(document.Utf8Json, format, null, cancellationToken);
        Batches++;
        Events += explanation.Events.Count;
        Incomplete += explanation.IsComplete ? 0 : 1;
        foreach (var field in explanation.Events.SelectMany(@event => @event.Fields))
        {
            var name = _forwarded.Count < MostNames || _forwarded.ContainsKey(field.Name) ? field.Name : OtherNames;
            if (!_forwarded.TryGetValue(name, out var audited))
            {
                _forwarded.Add(name, audited = new AuditedField());
            }

            audited.Add(field);
        }

        foreach (var field in explanation.NotForwarded)
        {
            var key = (AuditPath.Of(field.Path), field.Sentence);
            key = _kept.Count < MostNames || _kept.ContainsKey(key) ? key : (OtherNames, field.Sentence);
            _kept[key] = _kept.GetValueOrDefault(key) + 1;
        }
    }
}
