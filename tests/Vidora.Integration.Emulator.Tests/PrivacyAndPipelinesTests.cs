using Vidora.Integration.Pipelines;

namespace Vidora.Integration.Emulator.Tests;

public class PrivacyAndPipelinesTests
{
    private VidoraEmulator _emulator = null!;

    [SetUp]
    public async Task Start() => _emulator = await VidoraEmulator.StartAsync();

    [TearDown]
    public async Task Stop() => await _emulator.DisposeAsync();

    [Test]
    public async Task Erasure_SignedRequest_RemovesTheUsersEventsAndCanBeAskedFor()
    {
        await _emulator.ValidateAsync(
            """{"user_id":"a","type":"t","n":1}""", """{"user_id":"b","type":"t","n":2}""", """{"user_id":"a","type":"t","n":3}""");
        var id = Guid.NewGuid();
        var body = $$"""{"request_id":"{{id}}","user_ids":["a","c"]}""";

        var answer = await _emulator.SendAsync(HttpMethod.Post, _emulator.Signed(HttpMethod.Post, "/v1/api/erasure_requests", body), body);
        var status = await _emulator.GetJsonAsync(_emulator.Signed(HttpMethod.Get, $"/v1/api/erasure_requests/{id}"));

        Assert.That(answer, Is.EqualTo((200, $"\"{id}\"")));
        Assert.That(status.GetProperty("status").GetString(), Is.EqualTo("completed"));
        Assert.That(_emulator.Events.Select(e => e.UserId), Is.EqualTo(new[] { "b" }));
        Assert.That(_emulator.DeletedUsers, Is.EqualTo(new[] { "a", "c" }));
        Assert.That(_emulator.GetState().Valid, Is.EqualTo(3));
    }

    [Test]
    public async Task DeletedUsers_OlderGeneration_AnswersWhatWasAddedAndListsAll()
    {
        foreach (var body in new[] { """{"user_ids":["a","b"]}""", """{"user_ids":["b","c"]}""" })
        {
            var (status, answer) = await _emulator.SendAsync(HttpMethod.Post, _emulator.Signed(HttpMethod.Post, "/v1/api/deleted_users", body), body);
            Assert.That((status, answer), Is.EqualTo((200, body[12..^1])));
        }

        var all = await _emulator.SendAsync(HttpMethod.Get, _emulator.Signed(HttpMethod.Get, "/v1/api/deleted_users"));

        Assert.That(all, Is.EqualTo((200, """["a","b","c"]""")));
    }

    [TestCase("""{"user_ids":["a"]}""", "request_id")]
    [TestCase("""{"request_id":"x","user_ids":["a"]}""", "request_id")]
    [TestCase("""{"request_id":1,"user_ids":["a"]}""", "version 4")]
    [TestCase("""{"request_id":"00000000-0000-1000-8000-000000000000","user_ids":["a"]}""", "version 4")]
    [TestCase("""{"request_id":"00000000-0000-4000-8000-000000000000","user_ids":[1]}""", "user_ids")]
    [TestCase("nonsense", "not JSON")]
    [TestCase("""{"request_id":"00000000-0000-4000-8000-000000000000","user_ids":["\ud800"]}""", "surrogate")]
    public async Task Erasure_BodyOfAnotherShape_Is400(string body, string text)
    {
        var (status, answer) = await _emulator.SendAsync(HttpMethod.Post, _emulator.Signed(HttpMethod.Post, "/v1/api/erasure_requests", body), body);

        Assert.That(status, Is.EqualTo(400));
        Assert.That(answer, Does.Contain(text));
    }

    [TestCase("/v1/api/deleted_users")]
    [TestCase("/v1/api/erasure_requests/00000000-0000-4000-8000-000000000000")]
    public async Task Privacy_UnsignedCall_Is403EvenWithoutASecret(string path)
    {
        Assert.That((await _emulator.SendAsync(HttpMethod.Get, $"{path}?api_key=demo-key")).Status, Is.EqualTo(403));
    }

    [Test]
    public async Task Pipelines_WithFilters_ListsThoseThatMatch()
    {
        var once = _emulator.Pipelines.Create(new RegressionPipeline { Name = "Once", Attribute = "a" });
        var daily = _emulator.Pipelines.Create(new LookAlikePipeline { Name = "Daily", Attribute = "a", Has = ["b"], Schedule = PipelineSchedule.Daily }, active: false);

        var all = await _emulator.GetJsonAsync("/v1/api/pipelines?api_key=demo-key");
        var recurring = await _emulator.GetJsonAsync("/v1/api/pipelines?api_key=demo-key&recurring=true");
        var active = await _emulator.GetJsonAsync("/v1/api/pipelines?api_key=demo-key&active=true&recurring=false");

        Assert.That(all.GetArrayLength(), Is.EqualTo(2));
        Assert.That(recurring[0].GetProperty("id").GetString(), Is.EqualTo(daily.Id));
        Assert.That(recurring[0].GetProperty("type").GetString(), Is.EqualTo("Look Alike"));
        Assert.That(recurring[0].GetProperty("status").GetString(), Is.EqualTo("complete"));
        Assert.That(recurring[0].GetProperty("created_at").GetString(), Does.Match(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$"));
        Assert.That(active[0].GetProperty("id").GetString(), Is.EqualTo(once.Id));
        Assert.That((await _emulator.SendAsync(HttpMethod.Get, "/v1/api/pipelines?api_key=demo-key&active=maybe")).Status, Is.EqualTo(400));
    }
}
