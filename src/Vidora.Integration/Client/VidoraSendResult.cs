using System.Globalization;
using Vidora.Integration.Client;

namespace Vidora.Integration;

/// <summary>What became of the events of one call of <see cref="VidoraClient.SendEventsAsync"/>: one outcome per event.</summary>
public sealed class VidoraSendResult
{
    /// <summary>Collects the outcomes of a call.</summary>
    /// <param name="outcomes">One outcome per event, in the order of the events.</param>
    /// <param name="requestCount">How many requests were made.</param>
    public VidoraSendResult(IReadOnlyList<VidoraSendOutcome> outcomes, int requestCount)
    {
        ArgumentNullException.ThrowIfNull(outcomes);
        ArgumentOutOfRangeException.ThrowIfNegative(requestCount);
        Outcomes = outcomes;
        RequestCount = requestCount;
    }

    /// <summary>One outcome per event, in the order of the events.</summary>
    public IReadOnlyList<VidoraSendOutcome> Outcomes { get; }

    /// <summary>How many requests were made; an event that is too large alone makes none.</summary>
    public int RequestCount { get; }

    /// <summary>Whether Vidora has taken every event. True when there were none.</summary>
    public bool AllAccepted => Count(VidoraSendStatus.Accepted) == Outcomes.Count;

    /// <summary>How many events ended with that status.</summary>
    /// <param name="status">The status to count.</param>
    public int Count(VidoraSendStatus status)
    {
        var count = 0;
        foreach (var outcome in Outcomes)
        {
            count += outcome.Status == status ? 1 : 0;
        }

        return count;
    }

    /// <summary>Throws unless Vidora has taken every event.</summary>
    /// <exception cref="VidoraApiException">
    /// At least one event was not accepted. Says how many and why the first of them; its flags are the ones of that first event.
    /// </exception>
    public void EnsureAllAccepted()
    {
        var accepted = Count(VidoraSendStatus.Accepted);
        if (accepted == Outcomes.Count)
        {
            return;
        }

        var first = Outcomes.First(outcome => outcome.Status != VidoraSendStatus.Accepted);
        throw new VidoraApiException(string.Create(
            CultureInfo.InvariantCulture,
            $"Vidora took {accepted} of {Outcomes.Count} events. The first one it did not take: {first}."))
        {
            StatusCode = first.HttpStatus,
            IsTransient = first.Status == VidoraSendStatus.Transient,
            IsSetupFault = first.Status == VidoraSendStatus.SetupFault,
            RetryAfter = first.RetryAfter,
        };
    }
}
