using Microsoft.Data.Sqlite;

namespace Vidora.Integration.Delivery.Tests.Sqlite;

/// <summary>Stands for another program that uses a queue file.</summary>
internal static class OtherProgram
{
    /// <summary>Holds the lock of the file until the connection is disposed of.</summary>
    public static SqliteConnection HoldLock(string file)
    {
        var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        using var begin = connection.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        begin.ExecuteNonQuery();
        return connection;
    }
}
