using System.Globalization;
using Vidora.Integration.Delivery.Sending;
using Vidora.Integration.Delivery.Storage;
using Vidora.Integration.Events;

namespace Vidora.Integration.Delivery.Replay;

/// <summary>
/// Sends the events of a window through the account's sender, lanes side by side, each of them one request after the other,
/// and counts how each event ended.
/// </summary>
internal sealed class WindowSender(
    VidoraEventSender sender, DeliveryStore? store, int maxEvents, long maxBytes, bool dryRun, SendingPace pace, TimeProvider time)
{
    private static readonly TimeSpan _aMoment = TimeSpan.FromMilliseconds(100);

    private readonly int _maxEvents = Math.Min(maxEvents, pace.MaxEvents);
    private long _settled;
    private volatile bool _isVidora;
    private volatile bool _stepsAside;

    /// <summary>How many events this run has settled.</summary>
    public long Settled => Interlocked.Read(ref _settled);

    /// <summary>Why nothing is sent at the moment; null when it is.</summary>
    public string? Trouble => sender.Gate.State switch
    {
        { Kind: GateKind.Paused } gate => ForwardingDiagnosis.DescribePause(gate),
        { Kind: GateKind.Waiting } gate => string.Create(
            CultureInfo.InvariantCulture,
            $"Vidora does not take events at the moment ({gate.Reason}); the next try is at {gate.NextProbe.UtcDateTime:HH:mm:ss}Z."),
        _ => _stepsAside ? "Live events go first." : null,
    };

    /// <summary>Returns when every event of the window is settled and counted.</summary>
    /// <exception cref="ReplayException">Nobody takes events at the account's address.</exception>
    public Task SendAsync(ReplayWindow window, CancellationToken cancellationToken)
    {
        var counting = new Lock();
        return Task.WhenAll(window.Lanes
            .Where(lane => lane.Events.Count > 0)
            .Select(lane => Task.Run(() => SendAsync(lane, counting, cancellationToken), cancellationToken)));
    }

    private async Task SendAsync(ReplayWindow.Lane lane, Lock counting, CancellationToken cancellationToken)
    {
        for (var start = 0; start < lane.Events.Count;)
        {
            var events = lane.Events.GetRange(start, CountOfRequest(lane.Events, start));
            var outcomes = await (dryRun ? ForeseeAsync(events, cancellationToken) : SendAsync(events, cancellationToken)).ConfigureAwait(false);
            lock (counting)
            {
                for (var i = 0; i < events.Count; i++)
                {
                    Count(lane.Origins[start + i], events[i], outcomes[i]);
                }
            }

            Interlocked.Add(ref _settled, events.Count);
            start += events.Count;
        }
    }

    private async Task<List<EventOutcome?>> SendAsync(List<VidoraEvent> events, CancellationToken cancellationToken)
    {
        while (store is not null && store.Waiting > maxEvents)
        {
            _stepsAside = true;
            await Waits.DelayAsync(_aMoment, time, cancellationToken).ConfigureAwait(false);
        }

        _stepsAside = false;
        await pace.WaitAsync(events.Count, cancellationToken).ConfigureAwait(false);
        var outcomes = await sender.SendAsync(events, cancellationToken).ConfigureAwait(false);
        if (!_isVidora && outcomes.FirstOrDefault(IsOfAnotherAddress) is { Kind: EventOutcomeKind.Dead } stranger)
        {
            throw new ReplayException($"Vidora is not at this address: it answers {stranger.Reason}. Check BaseAddress; nothing was delivered.");
        }

        _isVidora |= outcomes.Any(outcome => outcome.Kind is EventOutcomeKind.Delivered or EventOutcomeKind.Dead);
        return [.. outcomes];
    }

    private static bool IsOfAnotherAddress(EventOutcome outcome) => outcome.Reason is "http_404" or "http_405";

    /// <summary>What is known before anything is sent: null for an event that would be.</summary>
    private async Task<List<EventOutcome?>> ForeseeAsync(List<VidoraEvent> events, CancellationToken cancellationToken)
    {
        if (store is null)
        {
            return [.. new EventOutcome?[events.Count]];
        }

        var users = events.Select(item => item.UserId).ToHashSet(StringComparer.Ordinal);
        var forgotten = await store.GetForgottenAsync(users, cancellationToken).ConfigureAwait(false);
        return events.ConvertAll<EventOutcome?>(item => forgotten.Contains(item.UserId) ? EventOutcome.Forgotten : null);
    }

    /// <summary>
    /// As many as fit into one request, so that what follows a failed one does not overtake it. One, as long as nobody has
    /// answered as Vidora does: a rejected request is split to the last event, and at a wrong address every one is.
    /// </summary>
    private int CountOfRequest(List<VidoraEvent> events, int start)
    {
        if (!_isVidora && !dryRun)
        {
            return 1;
        }

        var bytes = 0L;
        var count = 0;
        while (count < _maxEvents && start + count < events.Count)
        {
            bytes += events[start + count].Utf8Json.Length + 1;
            if (count > 0 && bytes > maxBytes)
            {
                break;
            }

            count++;
        }

        return count;
    }

    private static void Count(ReplayWindow.Origin origin, VidoraEvent item, EventOutcome? outcome)
    {
        var counts = origin.Part.Counts;
        switch (outcome?.Kind)
        {
            case null:
                counts.NotSent++;
                break;
            case EventOutcomeKind.Delivered:
                counts.Delivered++;
                break;
            case EventOutcomeKind.Forgotten:
                counts.AddLeftOut(outcome.Value.Reason, 1);
                break;
            default:
                counts.AddRefused(outcome.Value.Reason, 1);
                origin.Part.Problems.Add(new ReplayProblem(
                    origin.Part.File.Name, origin.Document, origin.Position, item.EventId, outcome.Value.Reason));
                break;
        }
    }
}
