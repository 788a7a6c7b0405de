using Vidora.Integration.Client;
using Vidora.Integration;

namespace Vidora.Samples.Console.Sending;

/// <summary>
/// Sends events in the order in which they are added, some hundred at a time, tries again what failed for now, and stops
/// when Vidora does not answer or does not know the key. For anything that must survive this process there is
/// Vidora.Integration.Delivery.
/// </summary>
internal sealed class EventSending(VidoraClient client, TimeProvider time)
{
    private const int PerCall = 500;
    private const int Attempts = 4;

    private static readonly TimeSpan _longestWait = TimeSpan.FromMinutes(1);

    private readonly List<VidoraEvent> _waiting = [];

    public long Accepted { get; private set; }

    /// <summary>Events that were not accepted, by the reason.</summary>
    public SortedDictionary<string, long> NotAccepted { get; } = new(StringComparer.Ordinal);

    /// <summary>How many requests were made.</summary>
    public long Requests { get; private set; }

    /// <summary>Why nothing more is sent; null while it goes on.</summary>
    public string? WhyStopped { get; private set; }

    /// <summary>Whether it stopped because of the key, the secret or the address.</summary>
    public bool IsAccountFault { get; private set; }

    public async Task AddAsync(IReadOnlyList<VidoraEvent> events, CancellationToken cancellationToken)
    {
        _waiting.AddRange(events);
        while (_waiting.Count >= PerCall && WhyStopped is null)
        {
            var full = _waiting[..PerCall];
            _waiting.RemoveRange(0, PerCall);
            await SendAsync(full, cancellationToken);
        }
    }

    /// <summary>Sends the remaining events.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        await SendAsync([.. _waiting], cancellationToken);
        _waiting.Clear();
    }

    /// <summary>Sends events. A refused request is sent again in halves until the refused event is alone.</summary>
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
            else if (outcome.Status == SendStatus.Rejected && !IsWrongAddress(outcome))
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
        if (IsSetup(failure) || attempt == Attempts || wait > _longestWait)
        {
            Stop(failure, events);
        }
        else
        {
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    private bool IsSetup(SendOutcome outcome) => outcome.Status == SendStatus.AccountFault || IsWrongAddress(outcome);

    /// <summary>Where nothing was ever accepted and nothing is found, it is not the events that are wrong.</summary>
    private bool IsWrongAddress(SendOutcome outcome) => Accepted == 0 && outcome.HttpStatus is (404 or 405);

    private void Stop(SendOutcome outcome, int events)
    {
        Count(outcome.Reason, events);
        IsAccountFault = IsSetup(outcome);
        WhyStopped = IsAccountFault
            ? $"stopped: Vidora does not take these calls ({outcome.Reason}). Check the key, the secret and the address."
            : $"stopped: Vidora does not take events now ({outcome.Reason}). Try again later; what was accepted need not be sent again.";
    }

    private void Count(string reason, long events)
    {
        if (events > 0)
        {
            NotAccepted[reason] = NotAccepted.GetValueOrDefault(reason) + events;
        }
    }
}
