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
    private long _delivered;
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
            var count = CountOfRequest(lane.Events, start);
            var forgotten = await GetForgottenAsync(lane.Events, start, count, cancellationToken).ConfigureAwait(false);
            var chosen = Enumerable.Range(start, count).Where(i => forgotten?.Contains(lane.Events[i].UserId) != true).ToList();
            var outcomes = dryRun ? null : await SendAsync(chosen.ConvertAll(i => lane.Events[i]), cancellationToken).ConfigureAwait(false);
            lock (counting)
            {
                for (int i = start, next = 0; i < start + count; i++)
                {
                    var isChosen = next < chosen.Count && chosen[next] == i;
                    Count(lane, i, isChosen, isChosen && outcomes is not null ? outcomes[next] : null);
                    next += isChosen ? 1 : 0;
                }
            }

            Interlocked.Add(ref _settled, count);
            start += count;
        }
    }

    private async Task<IReadOnlyList<EventOutcome>> SendAsync(List<VidoraEvent> events, CancellationToken cancellationToken)
    {
        while (store is not null && store.Waiting > maxEvents)
        {
            _stepsAside = true;
            await Waits.DelayAsync(_aMoment, time, cancellationToken).ConfigureAwait(false);
        }

        _stepsAside = false;
        await pace.WaitAsync(events.Count, cancellationToken).ConfigureAwait(false);
        var outcomes = await sender.SendAsync(events, cancellationToken).ConfigureAwait(false);
        var delivered = outcomes.Count(outcome => outcome.Kind == EventOutcomeKind.Delivered);
        if (Interlocked.Add(ref _delivered, delivered) == 0 && outcomes.Any(outcome => outcome.Reason is "http_404" or "http_405"))
        {
            throw new ReplayException($"Vidora is not at this address: it answers {outcomes[0].Reason}. Check BaseAddress; nothing was delivered.");
        }

        return outcomes;
    }

    /// <summary>As many as fit into one request, so that what follows a failed one does not overtake it.</summary>
    private int CountOfRequest(List<VidoraEvent> events, int start)
    {
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

    private async ValueTask<IReadOnlySet<string>?> GetForgottenAsync(
        List<VidoraEvent> events, int start, int count, CancellationToken cancellationToken)
    {
        if (store is null)
        {
            return null;
        }

        var users = events.GetRange(start, count).Select(item => item.UserId).ToHashSet(StringComparer.Ordinal);
        return await store.GetForgottenAsync(users, cancellationToken).ConfigureAwait(false);
    }

    private static void Count(ReplayWindow.Lane lane, int index, bool isChosen, EventOutcome? outcome)
    {
        var origin = lane.Origins[index];
        var counts = origin.Part.Counts;
        if (!isChosen)
        {
            counts.AddLeftOut("forgotten", 1);
        }
        else if (outcome is not { } ended)
        {
            counts.NotSent++;
        }
        else if (ended.Kind == EventOutcomeKind.Delivered)
        {
            counts.Delivered++;
        }
        else
        {
            counts.AddRefused(ended.Reason, 1);
            origin.Part.Problems.Add(new ReplayProblem(
                origin.Part.File.Name, origin.Document, origin.Position, lane.Events[index].EventId, ended.Reason));
        }
    }
}
