using System.Text;

namespace Vidora.Integration.Pipelines.Tests;

/// <summary>Holds what a run says when there is too little to learn from. No prediction exists then.</summary>
[TestFixture]
[Parallelizable]
public sealed class LittleDataTests
{
    private static readonly DateTimeOffset _first = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly object[] _cases =
    [
        new object?[] { "no events", """{"type":"future_events","name":"n","goal":{"event":"purchase"}}""", 0, "There are no events. Add events that have a user, a type and a time." },
        new object?[] { "goal misspelt", """{"type":"future_events","name":"n","goal":{"event":"purchsae"}}""", 40, "No event of the type \"purchsae\" has come, so that \"goal\" never happened. The nearest are \"purchase\"" },
        new object?[] { "field misspelt", """{"type":"future_events","name":"n","goal":{"event":"purchase","where":{"product_categry":"shoes"}}}""", 40, "Events of the type \"purchase\" have no field \"product_categry\". The nearest are \"product_category\"" },
        new object?[] { "value never seen", """{"type":"future_events","name":"n","goal":{"event":"purchase","where":{"product_category":"hats"}}}""", 40, "No event is \"purchase\" with product_category \"hats\", so that \"goal\" never happened." },
        new object?[] { "short history", """{"type":"future_events","name":"n","goal":{"event":"purchase"},"within_days":30}""", 40, "The history has 40.0 days, and a window of 30 days needs 45." },
        new object?[] { "few positives", """{"type":"future_events","name":"n","goal":{"event":"purchase"}}""", 40, "without \"purchase\" within 14 days. At least 100 of each are needed." },
        new object?[] { "no control", """{"type":"uplift","name":"n","treatment":{"event":"mailed"},"control":{"event":"not_mailed"},"goal":{"event":"purchase"}}""", 40, "No event of the type \"not_mailed\" has come, so that \"control\" never happened." },
        new object?[] { "small arms", """{"type":"uplift","name":"n","treatment":{"event":"mailed"},"control":{"event":"view"},"goal":{"event":"purchase"}}""", 40, "The treatment has 0 users and the control 0. At least 200 each are needed." },
        new object?[] { "attribute misspelt", """{"type":"classification","name":"n","attribute":"is_parnet","has":"true"}""", 40, "No user has the attribute \"is_parnet\". The nearest are \"is_parent\"" },
        new object?[] { "few labels", """{"type":"classification","name":"n","attribute":"is_parent","has":"true"}""", 40, "There are 40 examples with and 0 without the trait. At least 50 of each are needed." },
        new object?[] { "few members", """{"type":"look_alike","name":"n","attribute":"is_parent","has":"true"}""", 40, "with and 0 without membership. At least 50 of each are needed." },
        new object?[] { "few numbers", """{"type":"regression","name":"n","attribute":"is_parent"}""", 40, "The number of 0 users is known. At least 200 are needed." },
    ];

    [TestCaseSource(nameof(_cases))]
    public async Task RunAsync_WithTooLittle_FailsWithASentence(string what, string definition, int days, string sentence)
    {
        var pipeline = PredictionPipeline.Parse(Encoding.UTF8.GetBytes(definition));
        using var store = Seasons.Store(Events(days), pipeline);
        var run = await new PipelineRunner(store).RunAsync(pipeline);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(run.Failure, Does.Contain(sentence), what);
            Assert.That(run.Predictions, Is.Empty);
            Assert.That(run.Card, Is.Null);
            Assert.That(new PipelineRunner(store).Check(pipeline).Obstacle, Is.EqualTo(run.Failure));
            Assert.ThrowsAsync<InvalidOperationException>(() => run.WriteExportAsync(Stream.Null));
        }
    }

    [TestCase(49, "There are 49 examples with and 60 without the trait. At least 50 of each are needed.")]
    [TestCase(50, null)]
    public void Check_OfATrait_NeedsFiftyOfEach(int positives, string? obstacle)
    {
        static UserList Users(int first, int count) => new(Enumerable.Range(first, count).Select(user => $"{user}"));
        var pipeline = new ClassificationPipeline { Name = "n", Members = Users(1, positives), Others = Users(101, 60) };
        using var store = Seasons.Store([.. Enumerable.Range(1, 200).Select(user => Event(user, "view", user % 20))], pipeline);
        Assert.That(new PipelineRunner(store).Check(pipeline).Obstacle, Is.EqualTo(obstacle));
    }

    [Test]
    public async Task RunAsync_WithAControlGroupThatWasNotRandom_Refuses()
    {
        // The mail went to those who had bought before.
        var events = Enumerable.Range(1, 2_000).SelectMany(user => new[]
        {
            Event(user, user % 2 == 0 ? "purchase" : "view", 5 + (user % 20)),
            Event(user, user % 2 == 0 ? "mailed" : "not_mailed", 40),
            Event(user, user % 7 == 0 ? "purchase" : "view", 45),
        });
        var pipeline = new UpliftPipeline
        {
            Name = "Mail", Treatment = new EventCondition("mailed"), Control = new EventCondition("not_mailed"), Goal = new EventCondition("purchase"), WithinDays = 10,
        };
        using var store = Seasons.Store([.. events, .. Enumerable.Range(1, 50).Select(user => Event(user, "view", 60))], pipeline);
        var run = await new PipelineRunner(store).RunAsync(pipeline, _first.AddDays(60));
        Assert.That(run.Failure, Does.StartWith("The control group was not chosen at random"));
    }

    private static IEnumerable<KnownEvent> Events(int days) =>
        from day in Enumerable.Range(0, days)
        from user in Enumerable.Range(1, 40)
        select Event(user, (user, day % 10) switch { ( <= 10, 0) => "purchase", ( <= 20, 1) => "mailed", _ => "view" }, day);

    private static KnownEvent Event(int user, string type, int day)
    {
        var time = _first.AddDays(day).AddSeconds(86_399);
        return KnownEvent.FromHistory(
            new VidoraEvent($"{user}", type)
            {
                Timestamp = time, EventId = $"{user}-{day}-{type}", ["product_category"] = "shoes", ["user_is_parent"] = "true",
            },
            time);
    }
}
