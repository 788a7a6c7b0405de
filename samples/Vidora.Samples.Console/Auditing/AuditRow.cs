namespace Vidora.Samples.Console.Auditing;

/// <summary>Holds a line of the audit: an output field, or an input field that stays.</summary>
internal sealed record AuditRow
{
    /// <summary>Gets the output field's name, or the input field's path.</summary>
    public required string Field { get; init; }

    /// <summary>Gets how many events carry the output field, or how often the input field stayed.</summary>
    public long Count { get; init; }

    /// <summary>Gets the same count under the options to compare with; null without them.</summary>
    public long? Against { get; init; }

    /// <summary>Gets the paths of the input that the field came from; empty for a field that stays.</summary>
    public IReadOnlyCollection<string> Sources { get; init; } = [];

    /// <summary>Gets a masked value; null for a field that stays.</summary>
    public string? Example { get; init; }

    /// <summary>Gets in how many of the events the output field looks personal, by its name or its value.</summary>
    public long LookPersonal { get; init; }

    /// <summary>Gets why the input field stays; null for an output field.</summary>
    public string? Reason { get; init; }

    /// <summary>Returns the output fields, those that most events carry first.</summary>
    public static IEnumerable<AuditRow> Forwarded(MappingAudit audit, MappingAudit? against) =>
        audit.Forwarded.Keys.Union(against?.Forwarded.Keys ?? [])
            .Select(name => (Name: name, Field: audit.Forwarded.GetValueOrDefault(name), Other: against?.Forwarded.GetValueOrDefault(name)))
            .Select(item => new AuditRow
            {
                Field = item.Name,
                Count = item.Field?.Events ?? 0,
                Against = against is null ? null : item.Other?.Events ?? 0,
                LookPersonal = (item.Field ?? item.Other)!.LookPersonal,
                Sources = (item.Field ?? item.Other)!.Sources,
                Example = (item.Field ?? item.Other)!.Example,
            })
            .OrderByDescending(row => row.Count)
            .ThenBy(row => row.Field, StringComparer.Ordinal);

    /// <summary>Returns the input fields that stay, by their paths.</summary>
    public static IEnumerable<AuditRow> Kept(MappingAudit audit, MappingAudit? against) =>
        audit.Kept.Keys.Union(against?.Kept.Keys ?? [])
            .OrderBy(key => key.Path, StringComparer.Ordinal)
            .ThenBy(key => key.Reason, StringComparer.Ordinal)
            .Select(key => new AuditRow
            {
                Field = key.Path,
                Count = audit.Kept.GetValueOrDefault(key),
                Against = against?.Kept.GetValueOrDefault(key),
                Reason = key.Reason,
            });
}
