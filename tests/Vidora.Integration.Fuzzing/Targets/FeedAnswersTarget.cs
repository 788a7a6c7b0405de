using Vidora.Integration.Fuzzing.Engine;

namespace Vidora.Integration.Fuzzing.Targets;

/// <summary>The answers of mParticle's feed, or of a host in its place.</summary>
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
        _handler.Begin(input);
        var result = _client.WriteAsync(_users).GetAwaiter().GetResult();
        FuzzViolationException.Unless(result.Count == _users.Length, "A user has no outcome.");
        var outcome = result.Outcome;
        FuzzViolationException.Unless(
            outcome.RetryAfter is null || (outcome.RetryAfter >= TimeSpan.Zero && outcome.RetryAfter <= _longestWait), "A wait is negative or without bound.");
        FuzzViolationException.Unless(outcome.Message is null || (outcome.Message.Length is > 0 and <= 500 && !outcome.Message.Any(char.IsControl)), "A message is not clean.");
        FuzzViolationException.Unless(outcome.Reason != "unexpected_failure", "An answer makes the client fail in an unknown way.");
        return outcome.Status == SendStatus.Accepted;
    }

    public override void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
        base.Dispose();
    }
}
