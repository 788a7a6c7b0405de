namespace Vidora.Integration.Delivery;

/// <summary>Why an export as a whole is not applied. A closed set of our own.</summary>
public enum ExportAnomalyKind
{
    /// <summary>The file is missing, damaged, or no text. Cannot be accepted.</summary>
    Unreadable,

    /// <summary>There is no row after the header.</summary>
    NoRows,

    /// <summary>No column, or more than one, can be the users'. Cannot be accepted.</summary>
    UserColumn,

    /// <summary>A column that was asked for is not there.</summary>
    MissingColumn,

    /// <summary>No column is left to be written. Cannot be accepted.</summary>
    NoColumns,

    /// <summary>A column's title cannot become an attribute's name, or two become the same. Cannot be accepted.</summary>
    ColumnName,

    /// <summary>More than 1 % of the rows are bad.</summary>
    ManyBadRows,

    /// <summary>All rows have the same value in a column.</summary>
    ConstantColumn,

    /// <summary>There are fewer than half as many rows as in the export applied last.</summary>
    FewRows,

    /// <summary>The export is older than the one applied last.</summary>
    OldExport,
}
