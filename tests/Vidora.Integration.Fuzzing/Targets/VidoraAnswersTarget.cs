using System.Text;
using Vidora.Integration.Client;
using Vidora.Integration.Fuzzing.Engine;

namespace Vidora.Integration.Fuzzing.Targets;

/// <summary>Vidora's answers, or those of a host in its place, to every call of the client.</summary>
internal sealed class VidoraAnswersTarget : FuzzTarget
{
    private readonly ScriptedHandler _handler = new();
    private readonly HttpClient _http;
    private readonly VidoraClient _client;
    private readonly VidoraEvent[] _events = [new("1", "a"), new("2", "b")];

    public VidoraAnswersTarget()
    {
        _http = new HttpClient(_handler);
        _client = new VidoraClient(_http, new VidoraOptions { ApiKey = "demo-key", ApiSecret = "demo-secret" });
    }

    public override string Name => "vidora-answers";

    public override IReadOnlyList<byte[]> Seeds { get; } = ScriptedHandler.Seeds(
        7,
        "{}",
        """{"error":"x"}""",
        """{"errors":[],"a":{"error":1}}""",
        """["Invalid signature"]""",
        """[{"id":"p1","name":"n","type":"Future Events","active":true,"recurring":"true","status":"complete","created_at":"2024-01-02T03:04:05Z","last_trained_at":null}]""",
        """[{"p1":0.5,"p2":{"score":"0.25","percentile":99},"p3":null}]""",
        """{"score":0.5,"percentile":"12"}""",
        """{"request_id":"b5c1f7a0-3d6e-4d6b-9a55-0c8f3f6f2b13","request_status":"pending","status":"done"}""",
        """["1","2",3]""");

    public override int ControlBytes => ScriptedHandler.ControlBytes;

    public override IReadOnlyList<byte[]> Words { get; } =
        [.. new[] { "\"error\":", "\"errors\":", "\\ud800", "Invalid signature", "\"score\":", "\"id\":", "\"status\":", "\"request_id\":" }.Select(Encoding.UTF8.GetBytes)];

    public override bool Run(byte[] input)
    {
        switch (_handler.Begin(input) % 7)
        {
            case 1:
                return Call(() => _client.GetPipelinesAsync());
            case 2:
                return Call(() => _client.GetPredictionsAsync("42"));
            case 3:
                return Call(() => _client.GetPredictionAsync("42", "p1"));
            case 4:
                return Call(() => _client.RequestErasureAsync(["42"], Guid.Empty));
            case 5:
                return Call(() => _client.GetErasureStatusAsync("r"));
            case 6:
                return Call(() => _client.GetDeletedUsersAsync());
            default:
                var result = _client.SendEventsAsync(_events).GetAwaiter().GetResult();
                FuzzViolationException.Unless(result.Count == _events.Length, "An event has no outcome.");
                var outcome = result.Outcome;
                CheckWait(outcome.RetryAfter);
                FuzzViolationException.Unless(outcome.Reason != "unexpected_failure", "An answer makes the client fail in an unknown way.");
                FuzzViolationException.Unless(outcome.HttpStatus is null or >= 100 and <= 999, "A status is none.");
                return outcome.Status == SendStatus.Accepted;
        }
    }

    public override void Dispose()
    {
        _http.Dispose();
        _handler.Dispose();
        base.Dispose();
    }

    private static bool Call<T>(Func<Task<T>> call)
    {
        try
        {
            ModelWalk.Over(call().GetAwaiter().GetResult());
            return true;
        }
        catch (VidoraApiException e)
        {
            CheckWait(e.RetryAfter);
            return false;
        }
    }

    private static void CheckWait(TimeSpan? wait) => FuzzViolationException.Unless(wait is null || wait >= TimeSpan.Zero, "A wait is negative.");
}
