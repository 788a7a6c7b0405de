using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Data.Sqlite;
using Vidora.Integration.Delivery.Sqlite;

namespace Vidora.Integration.Delivery.Storage;

/// <summary>Reads and writes erasures, and the tombstones of forgotten users.</summary>
internal static class ErasureTable
{
    private const string Select =
        "SELECT request, users, received, events, dead, quarantined, forwarded, answered, attempts, due, reason FROM erasure ";

    public static ErasureReceipt Add(StoreWrite write, Guid requestId, IReadOnlyCollection<string> userIds)
    {
        if (write.Session.Query(ToReceipt, Select + "WHERE request=$1", ToText(requestId)) is [var known])
        {
            return known;
        }

        var users = userIds.Distinct(StringComparer.Ordinal).ToList();
        var json = ToJson(users);
        foreach (var user in users)
        {
            Refuse(write, UserHash.Of(user));
        }

        write.Session.Execute(
            "INSERT INTO erasure(request, users, received, events, dead, quarantined, attempts, due) VALUES($1, $2, $3, $4, $5, $6, 0, $3)",
            ToText(requestId),
            json,
            write.Now,
            EventTable.Forget(write, users.ToHashSet(StringComparer.Ordinal), json),
            DeadLetterTable.Forget(write, json),
            QuarantineTable.Forget(write, new UserTraces(users).AreIn));
        write.Tally.OpenErasures++;
        return write.Session.Query(ToReceipt, Select + "WHERE request=$1", ToText(requestId))[0];
    }

    /// <summary>Refuses users that another process has forgotten, and removes their data. Vidora is asked by that process.</summary>
    /// <returns>The users that were not refused before, and the rows that were removed.</returns>
    public static (int Users, int Rows) Learn(StoreWrite write, IReadOnlyCollection<UInt128> hashes)
    {
        var unknown = hashes.Where(hash => Refuse(write, hash)).ToHashSet();
        if (unknown.Count == 0)
        {
            return (0, 0);
        }

        var users = EventTable.Users(write.Session).Concat(DeadLetterTable.Users(write.Session))
            .Where(user => unknown.Contains(UserHash.Of(user))).ToHashSet(StringComparer.Ordinal);
        var rows = QuarantineTable.Forget(write, new HashedTraces(unknown).AreIn);
        if (users.Count > 0)
        {
            var json = ToJson(users);
            rows += EventTable.Forget(write, users, json) + DeadLetterTable.Forget(write, json);
        }

        return (unknown.Count, rows);
    }

    public static bool IsForgotten(SqliteSession session, UInt128 hash) =>
        session.Scalar("SELECT 1 FROM forgotten WHERE user=$1", UserHash.ToBytes(hash)) is not null;

    /// <summary>Lists the hashes of all forgotten users.</summary>
    public static List<UInt128> ListForgotten(SqliteSession session) =>
        session.Query(row => UserHash.FromBytes(row.GetFieldValue<byte[]>(0)), "SELECT user FROM forgotten");

    public static ErasureReceipt? Find(SqliteSession session, Guid requestId) =>
        session.Query(ToReceipt, Select + "WHERE request=$1", ToText(requestId)).FirstOrDefault();

    public static List<ErasureReceipt> List(SqliteSession session, bool openOnly, int limit) => session.Query(
        ToReceipt,
        Select + (openOnly ? "WHERE answered IS NULL ORDER BY due, number LIMIT $1" : "ORDER BY number DESC LIMIT $1"),
        limit);

    public static int Settle(
        StoreWrite write, Guid requestId, DateTimeOffset? forwardedAt, DateTimeOffset? retryAt, string? reason)
    {
        // The answer to a refused erasure, which a person has obtained.
        if (retryAt is null && reason is null)
        {
            write.Tally.RefusedErasures -= write.Session.Execute(
                "UPDATE erasure SET answered=$1, reason=NULL WHERE request=$2 AND answered IS NOT NULL AND reason IS NOT NULL",
                write.Now,
                ToText(requestId));
        }

        var settled = write.Session.Execute(
            "UPDATE erasure SET forwarded=coalesce(forwarded, $1), answered=$2, due=coalesce($3, due), reason=$4, "
            + "attempts=attempts+($1 IS NOT NULL) WHERE request=$5 AND answered IS NULL",
            forwardedAt?.ToUnixTimeMilliseconds(),
            retryAt is null ? write.Now : null,
            retryAt?.ToUnixTimeMilliseconds(),
            reason,
            ToText(requestId));
        if (retryAt is null)
        {
            write.Tally.OpenErasures -= settled;
            write.Tally.RefusedErasures += reason is null ? 0 : settled;
        }

        return settled;
    }

    /// <summary>Returns those of the users that are forgotten.</summary>
    public static HashSet<string> FindForgotten(SqliteSession session, IReadOnlyCollection<string> userIds) =>
        userIds.Where(user => IsForgotten(session, UserHash.Of(user))).ToHashSet(StringComparer.Ordinal);

    /// <summary>Refuses events of a user from now on. Returns whether they were not refused before.</summary>
    private static bool Refuse(StoreWrite write, UInt128 hash)
    {
        var added = write.Session.Execute(
            "INSERT OR IGNORE INTO forgotten(user, since) VALUES($1, $2)", UserHash.ToBytes(hash), write.Now);
        write.Tally.ForgottenUsers += added;
        return added > 0;
    }

    private static ErasureReceipt ToReceipt(SqliteDataReader row) => new()
    {
        RequestId = Guid.ParseExact(row.GetString(0), "D"),
        UserIds = FromJson(row.GetString(1)),
        ReceivedAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(2)),
        PurgedEvents = row.GetInt32(3),
        PurgedDeadLetters = row.GetInt32(4),
        PurgedQuarantineItems = row.GetInt32(5),
        ForwardedAt = row.IsDBNull(6) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6)),
        AnsweredAt = row.IsDBNull(7) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(7)),
        Attempts = row.GetInt32(8),
        DueAt = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(9)),
        LastReason = row.IsDBNull(10) ? null : row.GetString(10),
    };

    private static string ToText(Guid requestId) => requestId.ToString("D", CultureInfo.InvariantCulture);

    private static string ToJson(IReadOnlyCollection<string> texts) => JsonSerializer.Serialize([.. texts], StoreJson.Default.StringArray);

    private static string[] FromJson(string json) => JsonSerializer.Deserialize(json, StoreJson.Default.StringArray)!;
}

[JsonSerializable(typeof(string[]))]
internal sealed partial class StoreJson : JsonSerializerContext;
