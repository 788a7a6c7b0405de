using System.Text.Json;
using Vidora.Integration.Emulator.Feed;
using Vidora.Integration.Emulator.Storage;

namespace Vidora.Integration.Emulator.Tests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class UserStoreTests : IDisposable
{
    private const int Users = 20;
    private const int Days = 300;

    private static readonly DateTimeOffset _start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _directory = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"users-{Guid.NewGuid():N}");

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>A recurring export: every day one batch for every user.</summary>
    private static List<FeedBatch> Export(int day) => [.. Enumerable.Range(1, Users).Select(user => new FeedBatch(
        user,
        IsDevelopment: user % 7 == 0,
        user == Users ? [] : [new("score", $"{user}.{day}"), new("even", day % 2 == 0 ? "true" : null), .. FirstDay(day)],
        $"{day}:{user}"))];

    private static KeyValuePair<string, string?>[] FirstDay(int day) => day == 0 ? [new("since", "\"the first day\"")] : [];

    private static string All(UserStore store) => JsonSerializer.Serialize(
        new[] { false, true }.SelectMany(development => store.List(development, 0, int.MaxValue).Users)
            .Select(user => new { user.Mpid, user.Environment, Attributes = user.Attributes.OrderBy(attribute => attribute.Key), user.History }));

    [Test]
    public void Apply_DayAfterDay_KeepsTheTableSmallAndForgetsNothingThatIsKnown()
    {
        string known;
        using (var database = new EmulatorDatabase(_directory))
        {
            var first = new UserStore(database, 1000);
            for (var day = 0; day < Days; day++)
            {
                first.Apply(Export(day), _start.AddDays(day));
            }

            known = All(first);
            Assert.That(database.Query("SELECT count(*) FROM changes").Scalar(), Is.LessThanOrEqualTo(Users * 3 * 100));
            Assert.That(database.Query("SELECT count(*) FROM requests").Scalar(), Is.LessThanOrEqualTo(Users * 31));
            Assert.That(first.Find(1, development: false)!.History.Count(change => change.Name == "score"), Is.EqualTo(50));
            Assert.That(first.Find(1, development: false)!.Attributes["since"].GetString(), Is.EqualTo("the first day"));
        }

        using (var database = new EmulatorDatabase(_directory))
        {
            var second = new UserStore(database, 1000);
            Assert.That(All(second), Is.EqualTo(known));
            Assert.That(second.Count(development: true), Is.EqualTo(2));
            var last = _start.AddDays(Days);
            second.Apply(Export(Days - 30), last);
            Assert.That(second.Duplicates, Is.EqualTo(Users), "remembered for 30 days");
            second.Apply(Export(Days - 32), last);
            Assert.That(second.Duplicates, Is.EqualTo(Users), "and no longer");
        }
    }

    [Test]
    public void Apply_ThatFails_ChangesAndCountsNothing()
    {
        using var database = new EmulatorDatabase(_directory);
        var store = new UserStore(database, 1000);
        database.Query("CREATE TRIGGER full BEFORE INSERT ON changes BEGIN SELECT raise(FAIL, 'disk is full'); END").Run();

        Assert.That(() => store.Apply(Export(0), _start), Throws.InstanceOf<Microsoft.Data.Sqlite.SqliteException>());

        Assert.That((store.Count(development: false), store.Batches, store.List(false, 0, 100).Users.Count), Is.EqualTo((0, 0L, 0)));
        database.Query("DROP TRIGGER full").Run();
        store.Apply(Export(0), _start);
        Assert.That((store.Count(development: false), store.Duplicates), Is.EqualTo((Users - 2, 0L)));
    }
}
