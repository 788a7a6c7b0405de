namespace Vidora.Integration.Delivery.Sqlite;

/// <summary>Describes the disk of a file.</summary>
/// <param name="FreeBytes">The free bytes; null when they are unknown.</param>
/// <param name="Fullness">0 with plenty of room, 1 when new rows are refused.</param>
internal readonly record struct DiskStatus(long? FreeBytes, double Fullness);
