using System.Globalization;
using Vidora.Integration.Client;
using Vidora.Integration.Delivery.Sending;
using Vidora.Integration.Delivery.Timing;

namespace Vidora.Integration.Delivery.Replay;

/// <summary>
/// Sends the events of a window through the account's sender, lanes side by side, each of them one request after the other,
/// and counts how each event ended.
/// </summary>
internal sealed class WindowSender(
    VidoraEventSender sender, DeliveryStore? store, int maxEvents, bool dryRun, SendingRate pace, TimeProvider time)
{
    private static readonly TimeSpan _aMoment = TimeSpan.FromMilliseconds(100);

    private readonly RefusalRun _refusals = new();
    private readonly int _maxEvents = Math.Min(maxEvents, pace.MaxEvents);
    private long _settled;
    private volatile bool _stepsAside;

    /// <summary>One event until something was accepted: at a wrong address, a request would be split to its last event.</summary>
    private int CountOfRequest => _refusals.AnyAccepted || dryRun ? _maxEvents : 1;

    /// <summary>How many events this run has settled.</summary>
    public long Settled => Interlocked.Read(ref _settled);

    /// <summary>Why nothing is sent at the moment; null when it is.</summary>
    public string? WaitReason => sender.Gate.State switch
    {
        { Kind: GateKind.Paused } gate => gate.DescribePause(),
        { Kind: GateKind.Waiting } gate => string.Create(
            CultureInfo.InvariantCulture,
            $"Vidora does not take events at the moment ({gate.Reason}); the next try is at {gate.NextProbe.UtcDateTime:HH:mm:ss}Z."),
        _ => _stepsAside ? "Live events go first." : null,
    };

    /// <summary>Returns when every event of the window is settled and counted, and those that died are kept.</summary>
    /// <exception cref="ReplayException">Nobody takes events at the account's address, or what died cannot be kept.</exception>
    public async Task SendAsync(ReplayWindow window, CancellationToken cancellationToken)
    {
        var dead = new List<(VidoraEvent Event, SendOutcome Outcome)>();
        await Task.WhenAll(window.Lanes
            .Where(lane => lane.Events.Count > 0)
            .Select(lane => Task.Run(() => SendAsync(lane, dead, cancellationToken), cancellationToken))).ConfigureAwait(false);
        if (store is not null && !dryRun && dead.Count > 0)
        {
            await KeepAsync(store, dead, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task SendAsync(ReplayWindow.Lane lane, List<(VidoraEvent Event, SendOutcome Outcome)> dead, CancellationToken cancellationToken)
    {
        for (var start = 0; start < lane.Events.Count;)
        {
            var events = lane.Events.GetRange(start, Math.Min(CountOfRequest, lane.Events.Count - start));
            var outcomes = await (dryRun ? ForeseeAsync(events, cancellationToken) : SendAsync(events, cancellationToken)).ConfigureAwait(false);
            lock (dead)
            {
                for (var i = 0; i < events.Count; i++)
                {
                    Count(lane.Origins[start + i], events[i], outcomes[i]);
                    if (outcomes[i] is { Status: SendStatus.Dead } outcome)
                    {
                        dead.Add((events[i], outcome));
                    }
                }
            }

            Interlocked.Add(ref _settled, events.Count);
            start += events.Count;
        }
    }

    /// <summary>Not before all of the window is answered: a window that is sent again would be kept again.</summary>
    private static async Task KeepAsync(
        DeliveryStore store, List<(VidoraEvent Event, SendOutcome Outcome)> dead, CancellationToken cancellationToken)
    {
        try
        {
            var added = await store.AddDeadLettersAsync(
                dead.ConvertAll(one => one.Event), dead.ConvertAll(one => one.Outcome), cancellationToken).ConfigureAwait(false);
            if (added.Refusal is not AcceptRefusal.None)
            {
                throw new DeliveryStoreException("The queue is full and takes no more dead letters: re-drive or purge those there are.");
            }
        }
        catch (DeliveryStoreException e)
        {
            throw new ReplayException($"What Vidora refused cannot be kept: {e.Message} What was sent since the checkpoint moved is sent again by the next run.", e);
        }
    }

    private async Task<List<SendOutcome?>> SendAsync(List<VidoraEvent> events, CancellationToken cancellationToken)
    {
        while (store is not null && store.Waiting > maxEvents)
        {
            _stepsAside = true;
            await Waits.DelayAsync(_aMoment, time, cancellationToken).ConfigureAwait(false);
        }

        _stepsAside = false;
        await pace.WaitAsync(events.Count, cancellationToken).ConfigureAwait(false);
        var outcomes = await sender.SendAsync(events, cancellationToken).ConfigureAwait(false);
        if (outcomes.Any(outcome => outcome.Status is SendStatus.Accepted))
        {
            _refusals.Accepted();
        }

        if (outcomes.FirstOrDefault(outcome => outcome.Status is SendStatus.Dead && _refusals.Refused(outcome)) is { } refused)
        {
            throw new ReplayException($"Vidora is not at this address: it answers {refused.Reason}. Check BaseAddress; nothing was delivered.");
        }

        // The history is where it was: an outage is no reason to pass over what Vidora has never judged.
        if (outcomes.FirstOrDefault(outcome => outcome.Reason.StartsWith(OutcomeRules.Exhausted, StringComparison.Ordinal)) is { Status: SendStatus.Dead } given)
        {
            throw new ReplayException(
                $"Vidora has not taken events for so long that they were given up ({given.Reason}). "
                + "What was sent since the checkpoint moved is sent again by the next run: begin it when Vidora can be reached.");
        }

        return [.. outcomes];
    }

    /// <summary>What is known before anything is sent: null for an event that would be.</summary>
    private async Task<List<SendOutcome?>> ForeseeAsync(List<VidoraEvent> events, CancellationToken cancellationToken)
    {
        var forgotten = store is null
            ? null
            : await store.GetForgottenAsync(events.Select(item => item.UserId).ToHashSet(StringComparer.Ordinal), cancellationToken).ConfigureAwait(false);
        return events.ConvertAll<SendOutcome?>(item =>
            forgotten?.Contains(item.UserId) == true ? new(SendStatus.Rejected, "forgotten")
            : !sender.Fits(item) ? new(SendStatus.Dead, AnswerClassifier.EventTooLarge)
            : null);
    }

    private static void Count(ReplayWindow.Origin origin, VidoraEvent item, SendOutcome? outcome)
    {
        var counts = origin.Part.Counts;
        switch (outcome?.Status)
        {
            case null:
                counts.NotSent++;
                break;
            case SendStatus.Accepted:
                counts.Delivered++;
                break;
            case SendStatus.Rejected:
                counts.AddLeftOut(outcome!.Reason, 1);
                break;
            default:
                counts.AddRefused(outcome!.Reason, 1);
                origin.Part.Problems.Add(new ReplayProblem(
                    origin.Part.File.Name, origin.Document, origin.Position, item.EventId, outcome!.Reason));
                break;
        }
    }
}
