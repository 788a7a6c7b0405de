using Vidora.Integration.Fuzzing.Engine;

namespace Vidora.Integration.Fuzzing.Targets;

/// <summary>The answers of mParticle's feed, or of whoever answers in its place.</summary>
internal sealed class FeedAnswersTarget : FuzzTarget
{
    private static readonly TimeSpan _longestWait = TimeSpan.FromDays(30);

    private readonly ScriptedHandler _handler = new();
    private readonly HttpClient _http;
    private readonly MParticleFeedClient _client;
    private readonly UserPrediction[] _users = [new(42, new PredictionColumn("Sample Pipeline"), 0.5), new(43, new PredictionColumn("Sample Pipeline"), 1)];

    public FeedAnswersTarget()
    {
        _http = new HttpClient(_handler);
        _client = new MParticleFeedClient(_http, new MParticleFeedOptions { Key = "k", Secret = "s" });
    }

    public override string Name => "feed-answers";

    public override IReadOnlyList<byte[]> Seeds { get; } = ScriptedHandler.Seeds(
        2, "{}", """{"errors":[{"code":"BAD_REQUEST","message":"the batch is \"bad\"\n"},{"code":"x"}]}""", """{"errors":[1,null,{}]}""", "<html>", "{\"errors\":[{\"message\":\"\\ud800\"}]}");

    public override int ControlBytes => ScriptedHandler.ControlBytes;

    public override bool Run(byte[] input)
    {
        var outcomes = _handler.Begin(input) % 2 == 0
            ? _client.WriteAsync(_users).GetAwaiter().GetResult().Outcomes
            : [_client.WriteAsync(_users[0]).GetAwaiter().GetResult()];
        FuzzViolationException.Unless(outcomes.Count is 1 or 2, "A user has no outcome.");
        foreach (var outcome in outcomes)
        {
            FuzzViolationException.Unless(
                outcome.RetryAfter is null || (outcome.RetryAfter >= TimeSpan.Zero && outcome.RetryAfter <= _longestWait), "A wait is negative or without bound.");
            FuzzViolationException.Unless(outcome.Message is null || (outcome.Message.Length is > 0 and <= 500 && !outcome.Message.Any(char.IsControl)), "A message is not clean.");
            FuzzViolationException.Unless(
                outcome.Reason != "unexpected_failure", "What an answer says makes the client fail in a way that nobody has thought of.");
        }

        return outcomes[0].Status == SendStatus.Accepted;
    }

    public override void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
        base.Dispose();
    }
}
