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
    public bool IsSetupFault { get; private set; }

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

    /// <summary>Sends what is left.</summary>
    public async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (WhyStopped is null)
        {
            await SendAsync([.. _waiting], cancellationToken);
        }
        else
        {
            Count("not_sent", _waiting.Count);
        }

        _waiting.Clear();
    }

    /// <summary>
    /// The events of a request share one outcome, so a refused request is sent again in halves until the refused event
    /// stands alone.
    /// </summary>
    private async Task SendAsync(List<VidoraEvent> events, CancellationToken cancellationToken)
    {
        var refused = new List<VidoraEvent>();
        for (var attempt = 1; events.Count > 0 && WhyStopped is null; attempt++)
        {
            var result = await client.SendEventsAsync(events, cancellationToken);
            Requests += result.RequestCount;
            var (again, failure) = Sort(events, result, refused);
            events = again;
            if (failure is not null)
            {
                await WaitOrStopAsync(failure, attempt, events.Count, cancellationToken);
            }
        }

        if (WhyStopped is not null)
        {
            Count("not_sent", refused.Count);
        }
        else if (refused.Count > 0)
        {
            await SendAsync(refused[..((refused.Count + 1) / 2)], cancellationToken);
            await SendAsync(refused[((refused.Count + 1) / 2)..], cancellationToken);
        }
    }

    private (List<VidoraEvent> Again, VidoraSendOutcome? Failure) Sort(List<VidoraEvent> events, VidoraSendResult result, List<VidoraEvent> refused)
    {
        var again = new List<VidoraEvent>();
        VidoraSendOutcome? failure = null;
        for (var i = 0; i < events.Count; i++)
        {
            var outcome = result.Outcomes[i];
            switch (outcome.Status)
            {
                case VidoraSendStatus.Accepted:
                    Accepted++;
                    break;
                case VidoraSendStatus.Rejected or VidoraSendStatus.TooLarge when !IsWrongAddress(outcome):
                    if (events.Count > 1 && outcome.HttpStatus is not null)
                    {
                        refused.Add(events[i]);
                    }
                    else
                    {
                        Count(outcome.Reason, 1);
                    }

                    break;
                default:
                    again.Add(events[i]);
                    failure = failure is not null && IsSetup(failure) ? failure : outcome;
                    break;
            }
        }

        return (again, failure);
    }

    private async Task WaitOrStopAsync(VidoraSendOutcome failure, int attempt, int events, CancellationToken cancellationToken)
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

    private bool IsSetup(VidoraSendOutcome outcome) => outcome.Status == VidoraSendStatus.SetupFault || IsWrongAddress(outcome);

    /// <summary>Where nothing was ever accepted and nothing is found, it is not the events that are wrong.</summary>
    private bool IsWrongAddress(VidoraSendOutcome outcome) => Accepted == 0 && outcome.HttpStatus is (404 or 405);

    private void Stop(VidoraSendOutcome outcome, int events)
    {
        Count(outcome.Reason, events);
        IsSetupFault = IsSetup(outcome);
        WhyStopped = IsSetupFault
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
