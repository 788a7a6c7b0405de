namespace Vidora.Integration.Delivery;

/// <summary>Says why an export as a whole is not applied.</summary>
internal enum ExportAnomalyKind
{
    /// <summary>The file is missing, damaged, or not text. Cannot be accepted.</summary>
    Unreadable,

    /// <summary>The export has no row after the header.</summary>
    NoRows,

    /// <summary>The user column is missing or ambiguous. Cannot be accepted.</summary>
    UserColumn,

    /// <summary>The export does not have a column that was asked for.</summary>
    MissingColumn,

    /// <summary>The export has no column to write. Cannot be accepted.</summary>
    NoColumns,

    /// <summary>A title cannot become an attribute's name, or two become the same. Cannot be accepted.</summary>
    ColumnName,

    /// <summary>The last line has no line end and the others have one.</summary>
    CutOff,

    /// <summary>More than 1 % of the rows are bad.</summary>
    ManyBadRows,

    /// <summary>All rows have the same value in a column.</summary>
    ConstantColumn,

    /// <summary>The export has fewer than half the rows of the export applied last.</summary>
    FewRows,

    /// <summary>The export is older than the export applied last.</summary>
    OldExport,
}
