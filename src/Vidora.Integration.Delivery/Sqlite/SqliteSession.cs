using Microsoft.Data.Sqlite;

namespace Vidora.Integration.Delivery.Sqlite;

/// <summary>Runs statements on one connection and prepares each statement once.</summary>
/// <remarks>Use it under <see cref="Gate"/>: a connection serves one thread at a time.</remarks>
internal sealed class SqliteSession(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> _commands = new(StringComparer.Ordinal);

    public Lock Gate { get; } = new();

    public SqliteConnection Connection => connection;

    /// <summary>Returns the prepared statement with its values bound to <c>$1</c>, <c>$2</c>, …</summary>
    public SqliteCommand Command(string sql, params ReadOnlySpan<object?> values)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = connection.CreateCommand();
            command.CommandText = sql;
            for (var i = 1; i <= values.Length; i++)
            {
                command.Parameters.Add(new SqliteParameter { ParameterName = "$" + (char)('0' + i) });
            }

            _commands.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }

    public int Execute(string sql, params ReadOnlySpan<object?> values) => Command(sql, values).ExecuteNonQuery();

    public long? Scalar(string sql, params ReadOnlySpan<object?> values) => Command(sql, values).ExecuteScalar() as long?;

    public List<T> Query<T>(Func<SqliteDataReader, T> read, string sql, params ReadOnlySpan<object?> values)
    {
        var rows = new List<T>();
        using var reader = Command(sql, values).ExecuteReader();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

    /// <summary>Runs statements in one transaction, which is rolled back when they fail.</summary>
    /// <remarks>When the disk is full it runs them a second time, after a checkpoint that makes the log reusable.</remarks>
    /// <param name="work">Runs the statements, perhaps twice.</param>
    /// <param name="makeRoom">Makes room before the second time.</param>
    public T InTransaction<T>(Func<SqliteSession, T> work, Action? makeRoom = null)
    {
        try
        {
            return Attempt(work);
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SqliteFile.Full)
        {
            makeRoom?.Invoke();
            Checkpoint("RESTART");
            return Attempt(work);
        }
    }

    /// <summary>Moves the log into the database. Returns whether all of it was moved, and emptied in the mode <c>TRUNCATE</c>.</summary>
    public bool Checkpoint(string mode = "PASSIVE")
    {
        using var row = Command($"PRAGMA wal_checkpoint({mode})").ExecuteReader();
        return row.Read() && row.GetInt64(0) == 0 && row.GetInt64(1) == row.GetInt64(2);
    }

    public void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        connection.Dispose();
    }

    private T Attempt<T>(Func<SqliteSession, T> work)
    {
        Execute("BEGIN IMMEDIATE");
        try
        {
            var result = work(this);
            Execute("COMMIT");
            return result;
        }
        catch
        {
            RollBack();
            throw;
        }
    }

    private void RollBack()
    {
        try
        {
            Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has already rolled back, as it does when the disk is full.
        }
    }
}
