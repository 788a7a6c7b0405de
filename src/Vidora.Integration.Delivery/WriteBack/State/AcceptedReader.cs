using Microsoft.Data.Sqlite;
using Vidora.Integration.Delivery.Sqlite;

namespace Vidora.Integration.Delivery.WriteBack.State;

/// <summary>Finds the accepted values of users, on its own connection.</summary>
internal sealed class AcceptedReader : IDisposable
{
    private readonly SqliteFile _file;
    private readonly SqliteSession _session;
    private readonly SqliteCommand _command;
    private readonly SqliteParameter _mpid;

    public AcceptedReader(SqliteFile file, int series)
    {
        _file = file;
        _session = file.OpenReader();
        _command = _session.Command("SELECT vals, run FROM accepted WHERE series=$1 AND mpid=$2", series, 0L);
        _mpid = _command.Parameters[1];
    }

    /// <summary>Returns the values and the run that wrote them; null when there are none.</summary>
    public (string? Values, long Run) Find(long mpid) => _file.Guard(() =>
    {
        _mpid.Value = mpid;
        using var row = _command.ExecuteReader();
        return row.Read() ? (row.GetString(0), row.GetInt64(1)) : ((string?)null, 0L);
    });

    public void Dispose() => _session.Dispose();
}
