using System.Text;
using System.Text.Json;
using Vidora.Integration.Emulator.Storage;
using Vidora.Integration.Emulator.Validation;

namespace Vidora.Integration.Emulator.Feed;

/// <summary>Stores the user profiles that the feed writes, with the history of every attribute.</summary>
internal sealed class UserStore
{
    private const int MaxHistory = 50;

    /// <summary>mParticle remembers a <c>source_request_id</c> for 30 to 60 days.</summary>
    private const int DaysRemembered = 30;

    private readonly EmulatorDatabase _database;
    private readonly int _maxUsers;
    private long _production;
    private long _inDevelopment;
    private int _prunedOn;

    public UserStore(EmulatorDatabase database, int maxUsers)
    {
        (_database, _maxUsers) = (database, maxUsers);
        Reload();
    }

    public long Batches { get; private set; }

    public long Duplicates { get; private set; }

    public int Count(bool development) => _database.Read(() => (int)(development ? _inDevelopment : _production));

    /// <summary>Applies the batches that were not applied before.</summary>
    public void Apply(IReadOnlyList<FeedBatch> batches, DateTimeOffset now)
    {
        lock (_database.Lock)
        {
            var duplicates = 0;
            try
            {
                _database.Write(() =>
                {
                    var day = (int)(now.ToUnixTimeSeconds() / 86_400);
                    Prune(day);
                    foreach (var batch in batches)
                    {
                        if (batch.SourceRequestId is { } id && !Remember(id, day))
                        {
                            duplicates++;
                        }
                        else
                        {
                            Apply(batch, now.ToUnixTimeMilliseconds());
                        }
                    }
                });
            }
            catch
            {
                CountUsers();
                throw;
            }

            Batches += batches.Count;
            Duplicates += duplicates;
        }
    }

    /// <summary>Returns a user. Returns null when the feed has not written it.</summary>
    public EmulatedUser? Find(long mpid, bool development) =>
        Read("mpid = ?1 AND development = ?2 LIMIT ?3", mpid, development).FirstOrDefault().User;

    /// <summary>Returns users in the order of their first batch, and the number after which the next page starts.</summary>
    public (List<EmulatedUser> Users, long? Next) List(bool development, long after, int limit)
    {
        var found = Read("number > ?1 AND development = ?2 ORDER BY number LIMIT ?3", after, development, limit + 1L);
        return ([.. found.Take(limit).Select(row => row.User)], found.Count > limit ? found[limit - 1].Number : null);
    }

    /// <summary>Returns the latest production users, newest first.</summary>
    public List<EmulatedUser> Latest(int limit) =>
        [.. Read("number > ?1 AND development = ?2 ORDER BY number DESC LIMIT ?3", 0, development: false, limit).Select(row => row.User)];

    /// <summary>Resets the counts to the content of the database.</summary>
    public void Reload()
    {
        lock (_database.Lock)
        {
            _prunedOn = 0;
            CountUsers();
            Duplicates = 0;
            Batches = _database.Query("SELECT count(*) FROM (SELECT DISTINCT user, at, request FROM changes)").Scalar();
        }
    }

    private void CountUsers()
    {
        _production = _database.Query("SELECT count(*) FROM users WHERE development = 0").Scalar();
        _inDevelopment = _database.Query("SELECT count(*) FROM users WHERE development = 1").Scalar();
    }

    private List<(long Number, EmulatedUser User)> Read(string where, long first, bool development, long limit = 1) => _database.Read(() =>
        _database.Query($"SELECT number, mpid, development FROM users WHERE {where}")
            .Bind(1, first).Bind(2, development ? 1 : 0).Bind(3, limit)
            .ToList(row => (row.Number(0), new EmulatedUser(
                row.Number(1), row.Number(2) == 1 ? "development" : "production", ReadHistory(row.Number(0))))));

    private List<AttributeChange> ReadHistory(long user)
    {
        var history = _database.Query("SELECT name, value, at, request FROM changes WHERE user = ?1 ORDER BY number").Bind(1, user).ToList(row =>
            new AttributeChange(
                row.Text(0)!,
                row.IsNull(1) ? null : JsonElement.Parse(row.Bytes(1)),
                DateTimeOffset.FromUnixTimeMilliseconds(row.Number(2)),
                row.Text(3)));

        // The table holds a few more changes of an attribute than the history.
        var surplus = history.CountBy(change => change.Name).ToDictionary(count => count.Key, count => count.Value - MaxHistory, StringComparer.Ordinal);
        history.RemoveAll(change => surplus[change.Name]-- > 0);
        return history;
    }

    private bool Remember(string requestId, int day)
    {
        var id = (long)Utf8Hash.Of(Encoding.UTF8.GetBytes(requestId));
        return _database.Query("INSERT OR IGNORE INTO requests VALUES(?1, ?2) RETURNING 1").Bind(1, id).Bind(2, day).Scalar() == 1;
    }

    private void Apply(FeedBatch batch, long at)
    {
        var user = NumberOf(batch);
        foreach (var (name, json) in batch.Changes)
        {
            // The deletion of an attribute that was never set is no change.
            if (json is not null || _database.Query("SELECT 1 FROM changes WHERE user = ?1 AND name = ?2 LIMIT 1").Bind(1, user).Bind(2, name).Scalar() == 1)
            {
                _database.Query("INSERT INTO changes(user, name, value, at, request) VALUES(?1, ?2, ?3, ?4, ?5)")
                    .Bind(1, user).Bind(2, name).Bind(3, json).Bind(4, at).Bind(5, batch.SourceRequestId).Run();
            }
        }

        // Amortises the cost: the history is cut when it has grown by as many batches as it keeps.
        if (_database.Query("UPDATE users SET batches = batches + 1 WHERE number = ?1 RETURNING batches % 50").Bind(1, user).Scalar() == 0)
        {
            _database.Query(
                """
                DELETE FROM changes WHERE number IN (
                    SELECT number FROM (SELECT number, row_number() OVER (PARTITION BY name ORDER BY number DESC) AS age FROM changes WHERE user = ?1)
                    WHERE age > ?2)
                """).Bind(1, user).Bind(2, MaxHistory).Run();
        }
    }

    /// <summary>Returns the number of a user, which is added when it is new; the oldest user beyond the maximum goes.</summary>
    private long NumberOf(FeedBatch batch)
    {
        var development = batch.IsDevelopment ? 1 : 0;
        if (_database.Query("SELECT number FROM users WHERE mpid = ?1 AND development = ?2").Bind(1, batch.Mpid).Bind(2, development).Scalar() is var known and > 0)
        {
            return known;
        }

        if (_production + _inDevelopment >= _maxUsers)
        {
            var oldest = _database.Query("SELECT min(number) FROM users").Scalar();
            _database.Query("DELETE FROM changes WHERE user = ?1").Bind(1, oldest).Run();
            CountUser(_database.Query("DELETE FROM users WHERE number = ?1 RETURNING development").Bind(1, oldest).Scalar(), -1);
        }

        CountUser(development, 1);
        return _database.Query("INSERT INTO users(mpid, development, batches) VALUES(?1, ?2, 0) RETURNING number").Bind(1, batch.Mpid).Bind(2, development).Scalar();
    }

    private void CountUser(long development, int change)
    {
        _inDevelopment += development == 1 ? change : 0;
        _production += development == 1 ? 0 : change;
    }

    private void Prune(int day)
    {
        if (day != _prunedOn)
        {
            _database.Query("DELETE FROM requests WHERE day < ?1").Bind(1, day - DaysRemembered).Run();
            _prunedOn = day;
        }
    }
}
