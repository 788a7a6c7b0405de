namespace Vidora.Integration.Delivery.Tests;

/// <summary>A client whose answers are written down, and which writes down what it was asked.</summary>
internal sealed class ScriptedClient(TimeProvider time) : VidoraClient
{
    private readonly Queue<Func<IReadOnlyList<VidoraEvent>, Task<VidoraSendResult>>> _script = new();
    private readonly List<(DateTimeOffset Time, IReadOnlyList<string> EventIds)> _calls = [];
    private readonly List<(DateTimeOffset Time, Guid RequestId, IReadOnlyList<string> UserIds)> _erasures = [];

    /// <summary>Answers what the script does not.</summary>
    public Func<IReadOnlyList<VidoraEvent>, IEnumerable<SendOutcome>> Otherwise { get; set; } =
        events => events.Select(_ => Accepted);

    public Func<Exception?> ErasureFailure { get; set; } = () => null;

    public static SendOutcome Accepted { get; } = new(SendStatus.Accepted, "http_200") { HttpStatus = 200 };

    public IReadOnlyList<(DateTimeOffset Time, IReadOnlyList<string> EventIds)> Calls
    {
        get
        {
            lock (_calls)
            {
                return _calls.ToList();
            }
        }
    }

    public IReadOnlyList<(DateTimeOffset Time, Guid RequestId, IReadOnlyList<string> UserIds)> Erasures
    {
        get
        {
            lock (_calls)
            {
                return _erasures.ToList();
            }
        }
    }

    public static SendOutcome Http(int status, TimeSpan? retryAfter = null) => new(
        status switch
        {
            200 => SendStatus.Accepted,
            401 or 403 => SendStatus.AccountFault,
            413 => SendStatus.Rejected,
            408 or 425 or 429 or >= 500 => SendStatus.Retry,
            _ => SendStatus.Rejected,
        },
        $"http_{status}",
        status,
        retryAfter);

    public ScriptedClient Then(int status, TimeSpan? retryAfter = null) => Then(Http(status, retryAfter));

    public ScriptedClient Then(SendOutcome outcome) =>
        Then(events => Task.FromResult(new VidoraSendResult(events.Select(_ => outcome).ToList(), 1)));

    public ScriptedClient Then(Func<IReadOnlyList<VidoraEvent>, Task<VidoraSendResult>> answer)
    {
        _script.Enqueue(answer);
        return this;
    }

    public override Task<VidoraSendResult> SendEventsAsync(IReadOnlyList<VidoraEvent> events, CancellationToken cancellationToken = default)
    {
        Func<IReadOnlyList<VidoraEvent>, Task<VidoraSendResult>>? answer;
        lock (_calls)
        {
            _calls.Add((time.GetUtcNow(), events.Select(e => e.EventId!).ToList()));
            _script.TryDequeue(out answer);
        }

        return answer?.Invoke(events) ?? Task.FromResult(new VidoraSendResult(Otherwise(events).ToList(), 1));
    }

    public override Task<string> RequestErasureAsync(
        IReadOnlyCollection<string> userIds, Guid? requestId = null, CancellationToken cancellationToken = default)
    {
        lock (_calls)
        {
            _erasures.Add((time.GetUtcNow(), requestId!.Value, userIds.ToList()));
        }

        return ErasureFailure() is { } failure ? Task.FromException<string>(failure) : Task.FromResult(requestId!.Value.ToString());
    }
}
