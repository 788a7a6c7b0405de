using System.Runtime.InteropServices;
using Vidora.Integration.Delivery.Sqlite;

namespace Vidora.Integration.Delivery.Storage;

/// <summary>Holds what one write to the store works with.</summary>
internal sealed class StoreWrite(SqliteSession session, StoreTally tally, AppendedRow appended, DeliveryLimits limits, long now)
{
    /// <summary>Gets the connection. The events that were appended before are in its tables.</summary>
    public SqliteSession Session
    {
        get
        {
            appended.Write();
            return session;
        }
    }

    /// <summary>Gets the tally as this transaction leaves it.</summary>
    public StoreTally Tally => tally;

    /// <summary>Gets the row that this transaction adds events to.</summary>
    public AppendedRow Appended => appended;

    public DeliveryLimits Limits => limits;

    /// <summary>Gets the time in milliseconds since 1970.</summary>
    public long Now => now;

    public bool IsForgotten(string userId) =>
        tally.ForgottenUsers > 0 && ErasureTable.IsForgotten(session, UserHash.Of(userId));

    /// <summary>Returns the bytes as an array, without a copy when they are one.</summary>
    public static byte[] ToArray(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length
            ? segment.Array
            : bytes.ToArray();
}
