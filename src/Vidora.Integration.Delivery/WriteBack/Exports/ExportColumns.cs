namespace Vidora.Integration.Delivery.WriteBack.Exports;

/// <summary>Says which values of a column are valid.</summary>
internal enum ExportValueRule
{
    Any,
    Fraction,
    Percent,
}

/// <summary>Finds the columns of an export by its titles.</summary>
internal sealed class ExportColumns
{
    /// <exception cref="PredictionExportException">The titles do not say which columns to read.</exception>
    public ExportColumns(string[] titles, PredictionExportFile export)
    {
        Count = titles.Length;
        User = FindUser(titles, export.UserColumn);
        Missing = export.Columns?.Where(asked => !Array.Exists(titles, title => IsSame(title, asked))).ToList() ?? [];
        Values = Enumerable.Range(0, titles.Length)
            .Where(i => i != User && (export.Columns is null || export.Columns.Any(asked => IsSame(titles[i], asked))))
            .ToArray();
        if (Values.Length == 0)
        {
            throw new PredictionExportException(
                ExportAnomalyKind.NoColumns,
                export.Columns is null
                    ? "The export has no column beside the user column."
                    : $"The export has none of the columns asked for ({List(export.Columns)}); it has {List(titles)}.");
        }

        try
        {
            Predictions = Array.ConvertAll(Values, field => new PredictionColumn(export.Pipeline, titles[field], export.Vendor));
            PredictionColumn.ThrowIfAmbiguous(Predictions);
        }
        catch (ArgumentException e)
        {
            throw new PredictionExportException(ExportAnomalyKind.ColumnName, e.Message.Split(" (Parameter '")[0]);
        }

        Rules = [.. Predictions.Select(column => RuleFor(column, export))];
    }

    /// <summary>Gets the number of fields of a row.</summary>
    public int Count { get; }

    /// <summary>Gets the field with the user id.</summary>
    public int User { get; }

    /// <summary>Gets the fields with values.</summary>
    public int[] Values { get; }

    /// <summary>Gets the rule of each value.</summary>
    public ExportValueRule[] Rules { get; }

    /// <summary>Gets the attribute of each value.</summary>
    public IReadOnlyList<PredictionColumn> Predictions { get; }

    /// <summary>Gets the columns asked for that the export does not have.</summary>
    public IReadOnlyList<string> Missing { get; }

    private static int FindUser(string[] titles, string? asked)
    {
        if (asked is not null)
        {
            var found = Array.FindIndex(titles, title => IsSame(title, asked));
            return found >= 0 ? found : throw new PredictionExportException(
                ExportAnomalyKind.UserColumn, $"The export has no user column \"{asked}\"; it has {List(titles)}.");
        }

        var candidates = Enumerable.Range(0, titles.Length).Where(i => NormalOf(titles[i]) is "user_id" or "userid" or "user" or "id" or "mpid").ToList();
        return candidates.Count switch
        {
            1 => candidates[0],
            0 => throw new PredictionExportException(
                ExportAnomalyKind.UserColumn,
                $"No column is called user_id, userid, user, id or mpid. Set the user column. The export has {List(titles)}; its first line must be the titles."),
            _ => throw new PredictionExportException(
                ExportAnomalyKind.UserColumn, $"Several columns may hold the users ({List(candidates.Select(i => titles[i]))}). Set the user column."),
        };
    }

    private static ExportValueRule RuleFor(PredictionColumn column, PredictionExportFile export)
    {
        if (column.Attribute.Column == PredictionAttributeName.PercentileColumn)
        {
            return export.PercentilesInPercent ? ExportValueRule.Percent : ExportValueRule.Fraction;
        }

        if (column.Attribute.Column != PredictionAttributeName.ScoreColumn)
        {
            return ExportValueRule.Any;
        }

        var isFraction = export.Type is { } type
            ? type == VidoraPipelineType.FutureEvents || type == VidoraPipelineType.Uplift
                || type == VidoraPipelineType.Classification || type == VidoraPipelineType.LookAlike
            : NormalOf(column.Title) is "conversion_probability" or "probability" or "uplift";
        return isFraction ? ExportValueRule.Fraction : ExportValueRule.Any;
    }

    private static string? NormalOf(string title) => title.Any(char.IsLetterOrDigit) ? PredictionAttributeName.Normalize(title) : null;

    private static bool IsSame(string title, string asked) => title == asked || (NormalOf(title) is { } normal && normal == NormalOf(asked));

    /// <summary>Lists titles. Text that may be a row is left out, because a row is user data.</summary>
    private static string List(IEnumerable<string> titles) => string.Join(
        ", ",
        titles.Take(20).Select(title => !title.Any(char.IsLetter) || title.Count(char.IsDigit) > 2 || title.Contains('@', StringComparison.Ordinal)
            ? "one that is no title"
            : $"\"{(title.Length > 60 ? title[..60] + "…" : title)}\""));
}
