using Microsoft.Data.Sqlite;
using Vidora.Integration.Delivery.Sqlite;
using Vidora.Integration.Delivery.Storage;

namespace Vidora.Integration.Delivery.WriteBack.State;

/// <summary>Looks up what was accepted for a user.</summary>
internal sealed class AcceptedReader : IDisposable
{
    private readonly SqliteSession _session;
    private readonly Func<SqliteException, PredictionStateException> _describe;
    private readonly SqliteCommand _command;
    private readonly SqliteParameter _mpid;

    public AcceptedReader(SqliteSession session, int series, Func<SqliteException, PredictionStateException> describe)
    {
        _session = session;
        _describe = describe;
        _command = session.Command("SELECT vals, run FROM accepted WHERE series=$1 AND mpid=$2", series, 0L);
        _mpid = _command.Parameters[1];
    }

    /// <summary>The values and the run that wrote them; null when there are none.</summary>
    public (string? Values, long Run) Find(long mpid)
    {
        try
        {
            _mpid.Value = mpid;
            using var row = _command.ExecuteReader();
            return row.Read() ? (row.GetString(0), row.GetInt64(1)) : (null, 0);
        }
        catch (SqliteException e)
        {
            throw _describe(e);
        }
    }

    public void Dispose() => _session.Dispose();
}
