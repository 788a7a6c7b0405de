using Vidora.Integration;

namespace Vidora.Samples.Console.Sending;

/// <summary>
/// Sends events in their order, 500 at a time. Retries temporary failures, and stops when Vidora does not answer or rejects the key.
/// Use Vidora.Integration.Delivery for events that must survive this process.
/// </summary>
internal sealed class EventSending(VidoraClient client, TimeProvider time)
{
    private const int BatchSize = 500;
    private const int MaxAttempts = 4;

    private static readonly TimeSpan _maxWait = TimeSpan.FromMinutes(1);

    private readonly List<VidoraEvent> _waiting = [];

    public long Accepted { get; private set; }

    /// <summary>Gets the events that Vidora did not accept, by the reason.</summary>
    public SortedDictionary<string, long> NotAccepted { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the number of requests.</summary>
    public long Requests { get; private set; }

    /// <summary>Gets why the sending stopped, or null.</summary>
    public string? WhyStopped { get; private set; }

    /// <summary>Gets whether the key, the secret or the address stopped the sending.</summary>
    public bool IsAccountFault { get; private set; }

    public async Task AddAsync(IReadOnlyList<VidoraEvent> events, CancellationToken cancellationToken)
    {
        _waiting.AddRange(events);
        while (_waiting.Count >= BatchSize && WhyStopped is null)
        {
            var full = _waiting[..BatchSize];
            _waiting.RemoveRange(0, BatchSize);
            await SendAsync(full, cancellationToken);
        }
    }

    /// <summary>Sends the remaining events.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await SendAsync([.. _waiting], cancellationToken);
        _waiting.Clear();
    }

    /// <summary>Sends events. Halves a rejected request until the rejected event is alone.</summary>
    private async Task SendAsync(List<VidoraEvent> events, CancellationToken cancellationToken)
    {
        for (var attempt = 1; events.Count > 0 && WhyStopped is null; attempt++)
        {
            var result = await client.SendEventsAsync(events, cancellationToken);
            Requests += result.Bytes > 0 ? 1 : 0;
            var outcome = result.Outcome;
            var sent = events[..result.Count];
            if (outcome.Status == SendStatus.Accepted)
            {
                Accepted += sent.Count;
            }
            else if (outcome.Status == SendStatus.Rejected)
            {
                if (sent.Count == 1)
                {
                    Count(outcome.Reason, 1);
                }
                else
                {
                    await SendAsync(sent[..((sent.Count + 1) / 2)], cancellationToken);
                    await SendAsync(sent[((sent.Count + 1) / 2)..], cancellationToken);
                }
            }
            else
            {
                await WaitOrStopAsync(outcome, attempt, sent.Count, cancellationToken);
                if (WhyStopped is null)
                {
                    continue;
                }
            }

            events = events[result.Count..];
            attempt = 0;
        }

        Count("not_sent", events.Count);
    }

    private async Task WaitOrStopAsync(SendOutcome failure, int attempt, int events, CancellationToken cancellationToken)
    {
        var wait = failure.RetryAfter ?? TimeSpan.FromSeconds(1 << (attempt - 1));
        if (failure.Status == SendStatus.AccountFault || attempt == MaxAttempts || wait > _maxWait)
        {
            Stop(failure, events);
        }
        else
        {
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    private void Stop(SendOutcome outcome, int events)
    {
        Count(outcome.Reason, events);
        IsAccountFault = outcome.Status == SendStatus.AccountFault;
        WhyStopped = IsAccountFault
            ? $"stopped: Vidora rejects these calls ({outcome.Reason}). Check the key, the secret and the address."
            : $"stopped: Vidora accepts no events now ({outcome.Reason}). Try again later; accepted events need no second attempt.";
    }

    private void Count(string reason, long events)
    {
        if (events > 0)
        {
            NotAccepted[reason] = NotAccepted.GetValueOrDefault(reason) + events;
        }
    }
}
