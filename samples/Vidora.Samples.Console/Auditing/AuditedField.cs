using Vidora.Integration;

namespace Vidora.Samples.Console.Auditing;

/// <summary>Counts the events that carry an output field, and remembers where it came from.</summary>
internal sealed class AuditedField
{
    private const int MostSources = 8;

    private readonly SortedSet<string> _sources = new(StringComparer.Ordinal);

    public long Events { get; private set; }

    /// <summary>Gets the events in which the field looks personal.</summary>
    public long LookPersonal { get; private set; }

    /// <summary>Gets the masked form of the first value.</summary>
    public string? Example { get; private set; }

    /// <summary>Gets the paths of the input that it came from, at most 8. Field names stand in it, no values.</summary>
    public IReadOnlyCollection<string> Sources => _sources;

    public void Add(ExplainedField field)
    {
        Events++;
        LookPersonal += field.LooksPersonal ? 1 : 0;
        Example ??= ValueShape.Of(field.Value);
        foreach (var source in field.Sources)
        {
            if (_sources.Count < MostSources)
            {
                _sources.Add(AuditPath.Of(source));
            }
        }
    }
}
