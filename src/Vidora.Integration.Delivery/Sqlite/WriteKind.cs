namespace Vidora.Integration.Delivery.Sqlite;

/// <summary>Says how a write uses the disk.</summary>
internal enum WriteKind
{
    /// <summary>Adds data. It fails when the disk is full.</summary>
    Adds,

    /// <summary>Makes room or moves data. It may use the reserve of a full disk.</summary>
    Frees,

    /// <summary>Frees, overwrites the deleted data in the file, and empties the log afterwards.</summary>
    Erases,
}
