using Vidora.Integration;

namespace Vidora.Testing;

/// <summary>A client that answers as a script says, without a network, and records its calls.</summary>
public sealed class ScriptedClient(TimeProvider? time = null) : VidoraClient
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Queue<Func<IReadOnlyList<VidoraEvent>, Task<VidoraSendResult>>> _script = new();
    private readonly List<(DateTimeOffset Time, IReadOnlyList<string> EventIds)> _calls = [];
    private readonly List<(DateTimeOffset Time, Guid RequestId, IReadOnlyList<string> UserIds)> _erasures = [];

    /// <summary>Gets or sets the answers when the script has ended. Default: every event is accepted.</summary>
    public Func<IReadOnlyList<VidoraEvent>, IEnumerable<VidoraSendOutcome>> Otherwise { get; set; } =
        events => events.Select(_ => Accepted);

    public Func<Exception?> ErasureFailure { get; set; } = () => null;

    public static VidoraSendOutcome Accepted { get; } = new(VidoraSendStatus.Accepted, "http_200", 200);

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

    public static VidoraSendOutcome Http(int status, TimeSpan? retryAfter = null) => new(
        status switch
        {
            200 => VidoraSendStatus.Accepted,
            401 or 403 => VidoraSendStatus.SetupFault,
            413 => VidoraSendStatus.TooLarge,
            408 or 425 or 429 or >= 500 => VidoraSendStatus.Transient,
            _ => VidoraSendStatus.Rejected,
        },
        $"http_{status}",
        status,
        retryAfter);

    public ScriptedClient Then(int status, TimeSpan? retryAfter = null) => Then(Http(status, retryAfter));

    public ScriptedClient Then(VidoraSendOutcome outcome) =>
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
            _calls.Add((_time.GetUtcNow(), events.Select(e => e.EventId!).ToList()));
            _script.TryDequeue(out answer);
        }

        return answer?.Invoke(events) ?? Task.FromResult(new VidoraSendResult(Otherwise(events).ToList(), 1));
    }

    public override Task<string> RequestErasureAsync(
        IReadOnlyCollection<string> userIds, Guid? requestId = null, CancellationToken cancellationToken = default)
    {
        lock (_calls)
        {
            _erasures.Add((_time.GetUtcNow(), requestId!.Value, userIds.ToList()));
        }

        return ErasureFailure() is { } failure ? Task.FromException<string>(failure) : Task.FromResult(requestId!.Value.ToString());
    }
}
