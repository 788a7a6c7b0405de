using Vidora.Integration;

namespace Vidora.Testing;

/// <summary>A client that answers as a script says, without a network, and records its calls.</summary>
public sealed class ScriptedClient(TimeProvider? time = null) : VidoraClient
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Queue<Func<IReadOnlyList<VidoraEvent>, Task<SendOutcome>>> _script = new();
    private readonly List<(DateTimeOffset Time, IReadOnlyList<string> EventIds)> _calls = [];
    private readonly List<(DateTimeOffset Time, Guid RequestId, IReadOnlyList<string> UserIds)> _erasures = [];

    /// <summary>Gets or sets the answers when the script has ended. Default: every event is accepted.</summary>
    public Func<IReadOnlyList<VidoraEvent>, SendOutcome> Otherwise { get; set; } = _ => Accepted;

    /// <summary>Gets or sets how many events fit into a request. Default: all.</summary>
    public Func<IReadOnlyList<VidoraEvent>, int> CountThatFit { get; set; } = events => events.Count;

    public Func<Exception?> ErasureFailure { get; set; } = () => null;

    public static SendOutcome Accepted { get; } = Http(200);

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
            401 or 402 or 403 or 404 or 405 or 407 or 410 or 421 or 451 => SendStatus.AccountFault,
            408 or 425 or 429 or >= 500 => SendStatus.Retry,
            _ => SendStatus.Rejected,
        },
        $"http_{status}")
    {
        HttpStatus = status,
        RetryAfter = retryAfter,
    };

    public ScriptedClient Then(int status, TimeSpan? retryAfter = null) => Then(Http(status, retryAfter));

    public ScriptedClient Then(SendOutcome outcome) => Then(_ => Task.FromResult(outcome));

    public ScriptedClient Then(Func<IReadOnlyList<VidoraEvent>, Task<SendOutcome>> answer)
    {
        _script.Enqueue(answer);
        return this;
    }

    public override async Task<SendResult<VidoraEvent>> SendEventsAsync(
        IReadOnlyList<VidoraEvent> events, CancellationToken cancellationToken = default)
    {
        Func<IReadOnlyList<VidoraEvent>, Task<SendOutcome>>? answer;
        var count = CountThatFit(events);
        var sent = events.Take(count).ToList();
        lock (_calls)
        {
            _calls.Add((_time.GetUtcNow(), sent.ConvertAll(e => e.EventId!)));
            _script.TryDequeue(out answer);
        }

        var outcome = answer is null ? Otherwise(sent) : await answer(sent);
        return new SendResult<VidoraEvent>(outcome, events, count, bytes: 1);
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
