using Vidora.Integration.Json;

namespace Vidora.Integration.Mapping;

/// <summary>Records the positions that fields come from, by the place of their comma in the output, and those of rejected values.</summary>
internal sealed class FieldSources
{
    private readonly Dictionary<int, List<int>> _written = [];
    private readonly List<(int Document, MappingIssueCode Code)> _rejected = [];

    public IReadOnlyList<(int Document, MappingIssueCode Code)> Rejected => _rejected;

    /// <summary>Gets the fields whose name was taken, so that they have another.</summary>
    public HashSet<int> Renamed { get; } = [];

    /// <summary>Records the source of the field that begins at a place of the output, if it has one.</summary>
    public void Begin(int output, JsonPosition source)
    {
        // A field that was not written after all had the same place.
        _written.Remove(output);
        Add(output, source);
    }

    /// <summary>Records one more source of that field.</summary>
    public void Add(int output, JsonPosition source)
    {
        if (!source.IsAbsent && source.Constant == 0)
        {
            (_written.TryGetValue(output, out var sources) ? sources : _written[output] = []).Add(source.Start);
        }
    }

    /// <summary>Returns the positions that a field comes from; empty when it is not copied from any.</summary>
    public IReadOnlyList<int> Find(int output) => _written.TryGetValue(output, out var sources) ? sources : [];

    public void Reject(JsonPosition value, MappingIssueCode code)
    {
        if (!value.IsAbsent && value.Constant == 0)
        {
            _rejected.Add((value.Start, code));
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _written.Clear();
        _rejected.Clear();
        Renamed.Clear();
    }
}
