using System.Text.Json;
using Vidora.Integration.Emulator.Feed;

namespace Vidora.Integration.Emulator.Tests;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public class UserStoreTests : IDisposable
{
    private const int Users = 20;
    private const int Days = 1500;

    private static readonly DateTimeOffset _start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly string _file = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"users-{Guid.NewGuid():N}.log");

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        File.Delete(_file);
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
    public void Apply_DayAfterDay_KeepsTheFileSmallAndForgetsNothingThatIsKnown()
    {
        var first = new UserStore(1000);
        first.Open(_file);
        for (var day = 0; day < Days; day++)
        {
            first.Apply(Export(day), _start.AddDays(day));
        }

        first.Close();
        Assert.That(File.ReadLines(_file).Count(), Is.LessThanOrEqualTo(10_000));

        var second = new UserStore(1000);
        second.Open(_file);

        Assert.That(All(second), Is.EqualTo(All(first)));
        Assert.That(second.Count(development: true), Is.EqualTo(2));
        var last = _start.AddDays(Days);
        second.Apply(Export(Days - 30), last);
        Assert.That(second.Duplicates, Is.EqualTo(Users), "remembered for 30 days");
        second.Apply(Export(Days - 32), last);
        Assert.That(second.Duplicates, Is.EqualTo(Users), "and no longer");
        var known = All(second);
        second.Close();
        var third = new UserStore(1000);
        third.Open(_file);
        Assert.That(All(third), Is.EqualTo(known));
        third.Close();
    }

    [Test]
    public void Open_FileThatGrewTooLarge_RewritesIt()
    {
        var first = new UserStore(Users);
        first.Open(_file);
        first.Apply([.. Enumerable.Range(1, 9_990).Select(user => new FeedBatch(user, false, [new("a", "1")], null))], _start);
        first.Close();
        Assert.That(File.ReadLines(_file).Count(), Is.EqualTo(9_990));
        File.AppendAllLines(_file, File.ReadLines(_file).Take(11).ToList());

        var second = new UserStore(Users);
        second.Open(_file);
        second.Close();

        Assert.That(File.ReadLines(_file).Count(), Is.EqualTo(Users));
        Assert.That(second.Count(development: false), Is.EqualTo(Users));
    }

    [Test]
    public void Open_LineOfAnotherKind_SaysSo()
    {
        File.WriteAllText(_file, "{\"something\":\"else\"}\n");

        Assert.That(() => new UserStore(1).Open(_file), Throws.InstanceOf<IOException>().With.Message.Contains("not written by this emulator"));
    }
}
