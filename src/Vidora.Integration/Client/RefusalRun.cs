namespace Vidora.Integration.Client;

/// <summary>
/// Decides when refusals speak about the address and not about the content (our choice): as long as nothing was accepted, an
/// unknown path, or 100 items that were refused alone.
/// </summary>
internal sealed class RefusalRun
{
    public const int Limit = 100;

    private int _refused;
    private volatile bool _anyAccepted;

    /// <summary>Gets whether something was accepted, so that refusals are about the content.</summary>
    public bool AnyAccepted => _anyAccepted;

    /// <summary>Records that the service took something.</summary>
    public void Accepted() => _anyAccepted = true;

    /// <summary>Records items that were refused alone, and returns whether to stop.</summary>
    public bool Refused(SendOutcome outcome) =>
        !_anyAccepted && (outcome.Reason is "http_404" or "http_405" || Interlocked.Increment(ref _refused) >= Limit);
}
