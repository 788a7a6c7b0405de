namespace Vidora.Integration.Mapping;

/// <summary>Lists the names that this library gives to fields, by the events that have them; README, "Names".</summary>
internal static class OutputNames
{
    /// <summary>The names that every event may have.</summary>
    public static readonly FieldName[] EveryEvent = [.. EventWriter.Names, .. ContextMapping.Names];

    /// <summary>The names of every commerce event.</summary>
    public static readonly FieldName[] Commerce = [.. CommerceMapping.Names];

    /// <summary>The names of each other type of event, a row for each.</summary>
    public static readonly FieldName[][] Rows = [.. OwnFields.Rows.Select(table => table.Names.ToArray()), .. ChangeMapping.Rows];

    /// <summary>All names, each once and at its number.</summary>
    public static readonly FieldName[] All = Number([.. EveryEvent, .. Commerce, .. Rows.SelectMany(row => row)]);

    /// <summary>Numbers the names. A name that two rows have gets one number.</summary>
    private static FieldName[] Number(FieldName[] names)
    {
        FieldName[] all = [.. names.DistinctBy(name => name.ToString())];
        var numbers = all.Select((name, i) => (name, i)).ToDictionary(pair => pair.name.ToString(), pair => pair.i);
        foreach (var name in names)
        {
            name.Number = numbers[name.ToString()];
        }

        return all;
    }
}
