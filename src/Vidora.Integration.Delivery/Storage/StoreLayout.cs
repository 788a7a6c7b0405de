using Vidora.Integration.Delivery.Sqlite;

namespace Vidora.Integration.Delivery.Storage;

/// <summary>Defines the tables of a queue file, and counts their rows.</summary>
internal static class StoreLayout
{
    private const string Held = """
        CREATE TABLE held(
            id INTEGER PRIMARY KEY AUTOINCREMENT, received INTEGER NOT NULL, reason INTEGER NOT NULL, request TEXT,
            content BLOB NOT NULL);
        """;

    public static readonly SqliteLayout Layout = new()
    {
        Name = "queue file",
        UseAnother = "change QueueFile",
        AfterDamage = "Move it away together with its -wal file to start with an empty queue, and recover its content with the sqlite3 "
            + "tool's .recover.",
        ApplicationId = 0x5644_4C51, // "VDLQ"
        Version = 4,

        // Several events fit into a page of this size, so a group commit writes fewer pages.
        PageSize = 16384,
        Schema = """
            CREATE TABLE event(
                id INTEGER PRIMARY KEY, due INTEGER NOT NULL, size INTEGER NOT NULL, count INTEGER NOT NULL, users TEXT NOT NULL,
                attempts INTEGER NOT NULL, accepted INTEGER NOT NULL, json BLOB NOT NULL, trace TEXT);
            CREATE INDEX event_due ON event(due, size, count, users);
            CREATE TABLE dead(
                id INTEGER PRIMARY KEY, size INTEGER NOT NULL, user TEXT NOT NULL, reason TEXT NOT NULL,
                attempts INTEGER NOT NULL, accepted INTEGER NOT NULL, died INTEGER NOT NULL, json BLOB NOT NULL);
            CREATE INDEX dead_reason ON dead(reason, size, user);
            CREATE TABLE quarantine(
                id INTEGER PRIMARY KEY, received INTEGER NOT NULL, size INTEGER NOT NULL, user TEXT, reason INTEGER NOT NULL,
                content BLOB NOT NULL);
            CREATE INDEX quarantine_received ON quarantine(received, size, user);
            CREATE TABLE forgotten(user BLOB PRIMARY KEY, since INTEGER NOT NULL) WITHOUT ROWID;
            CREATE TABLE erasure(
                number INTEGER PRIMARY KEY, request TEXT NOT NULL UNIQUE, users TEXT NOT NULL, received INTEGER NOT NULL,
                events INTEGER NOT NULL, dead INTEGER NOT NULL, quarantined INTEGER NOT NULL, forwarded INTEGER,
                answered INTEGER, attempts INTEGER NOT NULL, due INTEGER NOT NULL, reason TEXT);
            CREATE INDEX erasure_open ON erasure(due) WHERE answered IS NULL;

            """ + Held,
        Upgrades =
        [
            Held,

            // A row of one event is a row of the new layout.
            """
            DROP INDEX event_due;
            ALTER TABLE event RENAME COLUMN user TO users;
            ALTER TABLE event ADD COLUMN count INTEGER NOT NULL DEFAULT 1;
            CREATE INDEX event_due ON event(due, size, count, users);
            """,

            // Of a forgotten user only a hash stays.
            """
            ALTER TABLE event ADD COLUMN trace TEXT;
            ALTER TABLE forgotten RENAME TO forgotten_ids;
            CREATE TABLE forgotten(user BLOB PRIMARY KEY, since INTEGER NOT NULL) WITHOUT ROWID;
            INSERT OR IGNORE INTO forgotten(user, since) SELECT vidora_hash(user), since FROM forgotten_ids;
            DROP TABLE forgotten_ids;
            """,
        ],
        AddFunctions = connection => connection.CreateFunction("vidora_hash", (string user) => UserHash.ToBytes(UserHash.Of(user))),
    };

    public static StoreTally Count(SqliteSession session)
    {
        var tally = new StoreTally
        {
            ForgottenUsers = session.Scalar("SELECT count(*) FROM forgotten") ?? 0,
            OpenErasures = session.Scalar("SELECT count(*) FROM erasure WHERE answered IS NULL") ?? 0,
            RefusedErasures = session.Scalar("SELECT count(*) FROM erasure WHERE answered IS NOT NULL AND reason IS NOT NULL") ?? 0,
            HeldRequests = session.Scalar("SELECT count(*) FROM held") ?? 0,
            LastId = Math.Max(
                session.Scalar("SELECT id+count-1 FROM event ORDER BY id DESC LIMIT 1") ?? 0, session.Scalar("SELECT max(id) FROM dead") ?? 0),
        };
        (tally.Events, tally.Bytes) = Sum("coalesce(sum(count), 0)", "event INDEXED BY event_due");
        (tally.QuarantineItems, tally.QuarantineBytes) = Sum("count(*)", "quarantine INDEXED BY quarantine_received");
        foreach (var (reason, count, bytes) in session.Query(
            row => (row.GetString(0), row.GetInt64(1), row.GetInt64(2)),
            "SELECT reason, count(*), sum(size) FROM dead INDEXED BY dead_reason GROUP BY reason"))
        {
            tally.AddDeadLetters(reason, count, bytes);
        }

        return tally;

        (long Count, long Bytes) Sum(string count, string table) => session.Query(
            row => (row.GetInt64(0), row.GetInt64(1)), $"SELECT {count}, coalesce(sum(size), 0) FROM {table}")[0];
    }
}
