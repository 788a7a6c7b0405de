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
    public T InTransaction<T>(Func<SqliteSession, T> work)
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

    public void Dispose()
    {
        foreach (var command in _commands.Values)
        {
            command.Dispose();
        }

        connection.Dispose();
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
