using System.Globalization;
using Vidora.Integration.Client;
using Vidora.Integration.Delivery.Sending;
using Vidora.Integration.Delivery.Timing;

namespace Vidora.Integration.Delivery.Replay;

/// <summary>Sends the events of a window, and counts how each event ended.</summary>
/// <remarks>Lanes are sent side by side, the requests of a lane one after the other.</remarks>
internal sealed class WindowSender(SendingAccount account, VidoraEventSender sender, ReplayOptions options, bool keepsDeadLetters)
{
    private static readonly TimeSpan _yieldInterval = TimeSpan.FromMilliseconds(100);

    private readonly List<(VidoraEvent Event, SendOutcome Outcome, ReplayWindow.Origin Origin, ReplayWindow Window)> _dead = [];
    private readonly SendingRate _rate = new(options.EventsPerSecond, account.Time);
    private long _settled;
    private volatile bool _yields;

    /// <summary>Gets the events that this run has settled.</summary>
    public long Settled => Interlocked.Read(ref _settled);

    /// <summary>Gets a sentence that says why the replay waits; null while it sends.</summary>
    public string? WaitReason => sender.Gate.State switch
    {
        { Kind: GateKind.Paused } gate => gate.DescribePause(),
        { Kind: GateKind.Waiting } gate => string.Create(
            CultureInfo.InvariantCulture,
            $"Vidora does not take events at the moment ({gate.Reason}); the next try is at {gate.NextProbe.UtcDateTime:HH:mm:ss}Z."),
        _ => _yields ? "Live events go first." : null,
    };

    private int MaxEvents => Math.Min(account.Account.MaxEventsPerRequest, _rate.MaxEvents);

    /// <summary>Gets whether the next events tell whether the last refusals are about their content or about the door.</summary>
    public bool IsUndecided => sender.HasOpenRefusals;

    /// <summary>Sends the events of a window. Returns when all are answered and counted.</summary>
    /// <exception cref="ReplayException">Vidora is not at the address or could not be reached for too long.</exception>
    public Task SendAsync(ReplayWindow window, CancellationToken cancellationToken) => Task.WhenAll(window.Lanes
        .Where(lane => lane.Events.Count > 0)
        .Select(lane => Task.Run(() => SendAsync(window, lane, cancellationToken), cancellationToken)));

    /// <summary>Keeps the refused events of the windows that were sent, before these are settled.</summary>
    /// <exception cref="ReplayException">Refused events cannot be kept.</exception>
    public async Task KeepRefusedAsync(CancellationToken cancellationToken)
    {
        if (keepsDeadLetters && !options.DryRun && _dead.Count > 0)
        {
            await KeepAsync(cancellationToken).ConfigureAwait(false);
        }
        else
        {
            foreach (var item in _dead)
            {
                item.Window.Refused.Add(new RefusedEvent(
                    0, item.Origin.Part.File.Name, item.Origin.Document, item.Origin.Position, item.Outcome.Reason, item.Event));
            }
        }

        _dead.Clear();
    }

    private async Task SendAsync(ReplayWindow window, ReplayWindow.Lane lane, CancellationToken cancellationToken)
    {
        for (var start = 0; start < lane.Events.Count;)
        {
            var events = lane.Events.GetRange(start, Math.Min(MaxEvents, lane.Events.Count - start));
            var outcomes = await (options.DryRun ? PredictAsync(events, cancellationToken) : SendAsync(events, cancellationToken)).ConfigureAwait(false);
            lock (_dead)
            {
                for (var i = 0; i < events.Count; i++)
                {
                    Count(lane.Origins[start + i], events[i], outcomes[i]);
                    if (outcomes[i] is { Status: SendStatus.Dead } outcome)
                    {
                        _dead.Add((events[i], outcome, lane.Origins[start + i], window));
                    }
                }
            }

            Interlocked.Add(ref _settled, events.Count);
            start += events.Count;
        }
    }

    /// <summary>Adds dead letters after the whole window is answered: a window that is sent again would add them again.</summary>
    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        try
        {
            var added = await account.Store.AddDeadLettersAsync(
                _dead.ConvertAll(item => item.Event), _dead.ConvertAll(item => item.Outcome), cancellationToken).ConfigureAwait(false);
            if (added.Refusal is not AcceptRefusal.None)
            {
                throw new DeliveryStoreException("The queue is full and takes no more dead letters: re-drive or purge those there are.");
            }
        }
        catch (DeliveryStoreException e)
        {
            throw new ReplayException($"What Vidora refused cannot be kept: {e.Message} The next run sends again what was sent since the checkpoint moved.", e);
        }
    }

    private async Task<List<SendOutcome?>> SendAsync(List<VidoraEvent> events, CancellationToken cancellationToken)
    {
        while (account.Store.Waiting > account.Account.MaxEventsPerRequest)
        {
            _yields = true;
            await Waits.DelayAsync(_yieldInterval, account.Time, cancellationToken).ConfigureAwait(false);
        }

        _yields = false;
        await _rate.WaitAsync(events.Count, cancellationToken).ConfigureAwait(false);
        var outcomes = await sender.SendWatchedAsync(events, EndAtWrongDoor, cancellationToken).ConfigureAwait(false);

        // The checkpoint stays: an outage is no reason to skip events that Vidora has never judged.
        if (outcomes.FirstOrDefault(outcome => outcome.Reason.StartsWith(OutcomeRules.Exhausted, StringComparison.Ordinal)) is { } exhausted)
        {
            throw new ReplayException(
                $"Vidora could not be reached until attempts and age of events were exhausted ({exhausted.Reason}). "
                + "When Vidora can be reached, the next run sends again what was sent since the checkpoint moved.");
        }

        return [.. outcomes];
    }

    /// <summary>Ends the replay when another service answers: history must not be offered to it.</summary>
    private static void EndAtWrongDoor(GateState gate)
    {
        if (gate.IsWrongDoor)
        {
            throw new ReplayException(
                $"Vidora is not at this address ({gate.Reason}). {gate.DescribePause()} The checkpoint stays. "
                + "When Vidora answers again, the next run sends what was not settled.");
        }
    }

    /// <summary>Returns the outcomes that are known without sending: null for an event that would be sent.</summary>
    private async Task<List<SendOutcome?>> PredictAsync(List<VidoraEvent> events, CancellationToken cancellationToken)
    {
        var forgotten = await account.Store.GetForgottenAsync(
            events.Select(item => item.UserId).ToHashSet(StringComparer.Ordinal), cancellationToken).ConfigureAwait(false);
        return events.ConvertAll<SendOutcome?>(item =>
            forgotten.Contains(item.UserId) ? new(SendStatus.Rejected, "forgotten")
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
                origin.Part.Problems.Add(new ReplayProblem
                {
                    File = origin.Part.File.Name,
                    Document = origin.Document,
                    Position = origin.Position,
                    EventId = item.EventId,
                    Reason = outcome!.Reason,
                });
                break;
        }
    }
}
