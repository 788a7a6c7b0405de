using Microsoft.Data.Sqlite;

namespace Vidora.Integration.Benchmarks.Floors;

/// <summary>A queue that is written by hand with Microsoft.Data.Sqlite: a row an event, one connection, callers that wait their turn.</summary>
internal sealed class HandwrittenQueue : IDisposable
{
    private const int RowsPerTransaction = 500;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private readonly SqliteCommand _read;
    private readonly SqliteCommand _delete;

    public HandwrittenQueue(string file)
    {
        _connection = new SqliteConnection($"Data Source={file};Pooling=False");
        _connection.Open();
        using (var create = Command("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE event(id INTEGER PRIMARY KEY, json BLOB NOT NULL)"))
        {
            create.ExecuteNonQuery();
        }

        _insert = Command("INSERT INTO event(json) VALUES($1)");
        _insert.Parameters.Add("$1", SqliteType.Blob);
        _read = Command("SELECT id, json FROM event ORDER BY id LIMIT $1");
        _read.Parameters.AddWithValue("$1", RowsPerTransaction);
        _delete = Command("DELETE FROM event WHERE id <= $1");
        _delete.Parameters.Add("$1", SqliteType.Integer);
    }

    /// <summary>Appends an event in a transaction, which is on disk when the call returns.</summary>
    public async Task AppendAsync(byte[] json)
    {
        await _turn.WaitAsync();
        try
        {
            Insert(json);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Appends events, many in a transaction.</summary>
    public void Fill(IEnumerable<byte[]> events)
    {
        foreach (var rows in events.Chunk(RowsPerTransaction))
        {
            using var transaction = _connection.BeginTransaction();
            _insert.Transaction = transaction;
            foreach (var json in rows)
            {
                Insert(json);
            }

            transaction.Commit();
            _insert.Transaction = null;
        }
    }

    /// <summary>Reads rows and deletes them, some in a transaction, until there is none. Returns how many there were.</summary>
    public long Drain()
    {
        var rows = 0L;
        while (true)
        {
            var last = 0L;
            using (var row = _read.ExecuteReader())
            {
                while (row.Read())
                {
                    last = row.GetInt64(0);
                    row.GetFieldValue<byte[]>(1);
                    rows++;
                }
            }

            if (last == 0)
            {
                return rows;
            }

            _delete.Parameters[0].Value = last;
            _delete.ExecuteNonQuery();
        }
    }

    public void Dispose()
    {
        _insert.Dispose();
        _read.Dispose();
        _delete.Dispose();
        _connection.Dispose();
        _turn.Dispose();
    }

    private void Insert(byte[] json)
    {
        _insert.Parameters[0].Value = json;
        _insert.ExecuteNonQuery();
    }

    private SqliteCommand Command(string text) => new(text, _connection);
}
