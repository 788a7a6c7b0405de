using System.Collections.Concurrent;

namespace Vidora.Integration.Delivery.Tests.WriteBack;

/// <summary>A feed that answers each request as the test says, and keeps what was written.</summary>
internal sealed class ScriptedFeed(TimeProvider time) : MParticleFeedClient
{
    public static SendOutcome Accepted { get; } = new(SendStatus.Accepted, "http_202") { HttpStatus = 202 };

    /// <summary>The answers to come; when there are none, every request is accepted.</summary>
    public ConcurrentQueue<Func<IReadOnlyList<UserPrediction>, SendOutcome>> Answers { get; } = new();

    public List<(DateTimeOffset At, IReadOnlyList<UserPrediction> Users)> Requests { get; } = [];

    /// <summary>What mParticle would have now, with its deduplication.</summary>
    public Dictionary<long, UserPrediction> Profiles { get; } = [];

    public HashSet<string> Ids { get; } = [];

    /// <summary>Answers every request without an answer of its own.</summary>
    public Func<IReadOnlyList<UserPrediction>, SendOutcome> Otherwise { get; set; } = _ => Accepted;

    public Action<int>? OnRequest { get; set; }

    public static SendOutcome Outcome(int status, TimeSpan? retryAfter = null) => new(
        status switch
        {
            400 or 413 => SendStatus.Rejected,
            401 or 403 => SendStatus.AccountFault,
            _ => SendStatus.Retry,
        },
        $"http_{status}")
    {
        HttpStatus = status,
        RetryAfter = retryAfter,
        Message = status == 400 ? "mpid is wrong" : null,
    };

    public void Answer(SendOutcome outcome, bool apply = false) => Answers.Enqueue(users =>
    {
        if (apply)
        {
            Apply(users);
        }

        return outcome;
    });

    public override Task<SendResult<UserPrediction>> WriteAsync(IReadOnlyList<UserPrediction> users, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Requests.Add((time.GetUtcNow(), users));
        OnRequest?.Invoke(Requests.Count);
        var outcome = Answers.TryDequeue(out var answer) ? answer(users) : Otherwise(users);
        if (outcome.Status == SendStatus.Accepted)
        {
            Apply(users);
        }

        return Task.FromResult(new SendResult<UserPrediction>(outcome, users, users.Count, users.Count * 250));
    }

    public override (int Requests, long Bytes) Measure(IReadOnlyList<UserPrediction> users) => (1, users.Count * 250);

    private void Apply(IReadOnlyList<UserPrediction> users)
    {
        foreach (var user in users)
        {
            if (Ids.Add(user.SourceRequestId!))
            {
                Profiles[user.Mpid] = user;
            }
        }
    }
}
