namespace Vidora.Integration.Delivery.Sending;

/// <summary>Shares the forgotten users of an account with other processes.</summary>
internal abstract class SharedErasures
{
    /// <summary>Learns every user that any process has forgotten. Throws when it cannot: nothing must be forwarded then.</summary>
    public abstract Task StartAsync(CancellationToken cancellationToken);

    public abstract Task StopAsync();

    /// <summary>Returns whether other processes have had time to refuse these users, so that Vidora can be asked to erase them.</summary>
    public abstract bool IsKnownElsewhere(ErasureReceipt erasure);
}
