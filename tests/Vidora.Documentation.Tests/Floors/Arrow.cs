namespace Vidora.Documentation.Tests.Floors;

/// <summary>Holds everything that files of one folder name in another.</summary>
internal sealed record Arrow(string From, string To, IReadOnlyList<Use> Uses)
{
    private const int NamesOfAnExample = 8;

    public override string ToString() => $"{From} -> {To} ({Uses.Count})";

    /// <summary>Returns one line for every pair of files, the pairs with the most names first.</summary>
    public IEnumerable<string> Examples() =>
        from use in Uses
        group use.Name by (use.File, use.Target) into pair
        orderby pair.Count() descending, pair.Key
        let names = pair.Distinct().Order(StringComparer.Ordinal).ToArray()
        let more = names.Length > NamesOfAnExample ? $" and {names.Length - NamesOfAnExample} more" : ""
        select $"{pair.Key.File} -> {pair.Key.Target}: {string.Join(", ", names.Take(NamesOfAnExample))}{more}";
}
