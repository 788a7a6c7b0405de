using Vidora.Integration.Json;

namespace Vidora.Integration.Mapping;

/// <summary>Records the positions that written fields come from, and those of rejected values.</summary>
internal sealed class FieldSources
{
    private readonly List<(int Output, int Document)> _written = [];
    private readonly List<(int Document, MappingIssueCode Code)> _rejected = [];

    /// <summary>Gets the written fields, by the place of their comma in the output, ascending.</summary>
    public IReadOnlyList<(int Output, int Document)> Written => _written;

    public IReadOnlyList<(int Document, MappingIssueCode Code)> Rejected => _rejected;

    /// <summary>Gets the fields whose name was taken, so that they have another.</summary>
    public HashSet<int> Renamed { get; } = [];

    /// <summary>Records the source of the next field. It replaces that of a field which was not written after all.</summary>
    public void Begin(int output, JsonPosition source)
    {
        if (_written.Count > 0 && _written[^1].Output == output)
        {
            _written.RemoveAt(_written.Count - 1);
        }

        if (!source.IsAbsent && source.Constant == 0)
        {
            _written.Add((output, source.Start));
        }
    }

    public void Reject(JsonPosition value, MappingIssueCode code)
    {
        if (!value.IsAbsent && value.Constant == 0)
        {
            _rejected.Add((value.Start, code));
        }
    }
}
