namespace Vidora.Integration.Mapping;

/// <summary>Lists the names that this library gives to fields, by the events in which they are reserved; README, "Names".</summary>
internal static class OutputNames
{
    /// <summary>The names of each kind of event.</summary>
    public static readonly (EventKind Kind, FieldName[] Names)[] Rows =
    [
        (EventKind.Every, [.. EventWriter.Names, .. ContextMapping.Names]),
        (EventKind.Commerce, [.. CommerceMapping.Names]),
        .. OwnFields.Rows.Select(row => (row.Kind, row.Table.Names.ToArray())),
        .. ChangeMapping.Rows,
    ];

    /// <summary>All names, each once, and the kinds of events that have it.</summary>
    public static readonly (FieldName Name, EventKind Kinds)[] All =
    [
        .. Rows.SelectMany(row => row.Names.Select(name => (name, row.Kind)))
            .GroupBy(pair => pair.name.ToString(), StringComparer.Ordinal)
            .Select(group => (group.First().name, group.Aggregate(default(EventKind), (kinds, pair) => kinds | pair.Kind))),
    ];
}
