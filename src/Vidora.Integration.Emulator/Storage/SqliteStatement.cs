using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Vidora.Integration.Emulator.Storage;

/// <summary>
/// Runs one prepared statement any number of times. Parameters and columns are UTF-8 bytes, which saves the copies that
/// <see cref="SqliteCommand"/> makes for every event. Parameters count from 1, columns from 0.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public SqliteStatement(sqlite3 database, string sql)
    {
        _database = database;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(database, sql, out _statement), database);
    }

    public SqliteStatement Bind(int parameter, long? value)
    {
        Check(value is { } number ? raw.sqlite3_bind_int64(_statement, parameter, number) : raw.sqlite3_bind_null(_statement, parameter));
        return this;
    }

    /// <summary>Binds a text; an empty one becomes NULL.</summary>
    public SqliteStatement Bind(int parameter, ReadOnlySpan<byte> utf8)
    {
        Check(utf8.IsEmpty ? raw.sqlite3_bind_null(_statement, parameter) : raw.sqlite3_bind_text(_statement, parameter, utf8));
        return this;
    }

    public SqliteStatement Bind(int parameter, string? text) => Bind(parameter, text is null ? default : Encoding.UTF8.GetBytes(text).AsSpan());

    /// <summary>Runs the statement and calls <paramref name="read"/> for every row.</summary>
    public void ForEach(Action<SqliteStatement> read)
    {
        try
        {
            while (Step())
            {
                read(this);
            }
        }
        finally
        {
            // An error of the last step was thrown by it.
            _ = raw.sqlite3_reset(_statement);
        }
    }

    public List<T> ToList<T>(Func<SqliteStatement, T> read)
    {
        var rows = new List<T>();
        ForEach(row => rows.Add(read(row)));
        return rows;
    }

    public void Run() => ForEach(_ => { });

    /// <summary>Returns the first column of the last row, 0 when it is NULL or there is no row.</summary>
    public long Scalar() => ToList(row => row.Number(0)).LastOrDefault();

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Number(int column) => raw.sqlite3_column_int64(_statement, column);

    /// <summary>Gets the bytes of a text or a blob, valid until the next row.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_statement, column);

    public string? Text(int column) => IsNull(column) ? null : Encoding.UTF8.GetString(Bytes(column));

    public void Dispose() => _statement.Dispose();

    private bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        Check(result is raw.SQLITE_ROW or raw.SQLITE_DONE ? raw.SQLITE_OK : result);
        return result == raw.SQLITE_ROW;
    }

    private void Check(int result) => SqliteException.ThrowExceptionForRC(result, _database);
}
