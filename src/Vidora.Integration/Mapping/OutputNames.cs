namespace Vidora.Integration.Mapping;

/// <summary>Lists the names that this library gives to fields, by the events in which they are reserved; README, "Names".</summary>
internal static class OutputNames
{
    /// <summary>All names, each once, and the kinds of events that have it.</summary>
    public static readonly OutputName[] All = Collect();

    private static OutputName[] Collect()
    {
        // Loops here, and conversions of arrays in other tables: the runtime compiles a query over tuples at each start, even in a program compiled ahead.
        var all = new Dictionary<string, OutputName>(StringComparer.Ordinal);
        Add(EventKind.Every, [.. EventWriter.Names, .. ContextMapping.Names]);
        Add(EventKind.Commerce, CommerceMapping.Names);
        foreach (var (kind, table) in OwnFields.Rows)
        {
            Add(kind, table.Names);
        }

        foreach (var (kind, names) in ChangeMapping.Rows)
        {
            Add(kind, names);
        }

        return [.. all.Values];

        void Add(EventKind kind, IEnumerable<FieldName> names)
        {
            foreach (var name in names)
            {
                var text = name.ToString();
                var kinds = all.TryGetValue(text, out var same) ? same.Kinds : default;
                all[text] = new OutputName(same?.Name ?? name, kinds | kind);
            }
        }
    }
}

/// <summary>Says in which events a name is reserved.</summary>
/// <param name="name">The name.</param>
/// <param name="kinds">The kinds of events that have it.</param>
internal sealed class OutputName(FieldName name, EventKind kinds)
{
    public FieldName Name { get; } = name;

    public EventKind Kinds { get; } = kinds;
}
