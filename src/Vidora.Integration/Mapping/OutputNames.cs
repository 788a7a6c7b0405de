namespace Vidora.Integration.Mapping;

/// <summary>Lists the names that this library gives to fields, by the events that have them.</summary>
internal static class OutputNames
{
    /// <summary>The names that every event may have.</summary>
    public static readonly FieldName[] EveryEvent = [.. EventWriter.Names, .. ContextMapping.Names];

    /// <summary>The names of every commerce event.</summary>
    public static readonly FieldName[] Commerce = [.. CommerceMapping.Names];

    /// <summary>The names of each other type of event, a row for each.</summary>
    public static readonly FieldName[][] Rows =
    [
        [.. NamedMapping.Custom.Names],
        [.. NamedMapping.Attribution.Names],
        [.. NamedMapping.ScreenView.Names],
        .. LifecycleMapping.Rows,
        .. ChangeMapping.Rows,
    ];

    /// <summary>All names, each once and at its number.</summary>
    public static readonly FieldName[] All = Number([.. EveryEvent, .. Commerce, .. Rows.SelectMany(row => row)]);

    /// <summary>Numbers the names. Two rows may have the same name; it has one number then.</summary>
    private static FieldName[] Number(FieldName[] names)
    {
        var all = new List<FieldName>();
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            if (numbers.TryAdd(name.ToString(), all.Count))
            {
                all.Add(name);
            }

            name.Number = numbers[name.ToString()];
        }

        return [.. all];
    }
}
