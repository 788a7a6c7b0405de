namespace Vidora.Integration.Delivery.Sending;

/// <summary>Holds the last failures to read and to write a store.</summary>
internal sealed class StoreHealth
{
    private volatile string? _reading;
    private volatile string? _writing;

    /// <summary>Gets the last failure; null when reading and writing succeed.</summary>
    public string? Problem => _writing ?? _reading;

    /// <summary>Gets whether the last write failed.</summary>
    public bool CannotWrite => _writing is not null;

    public void ReadFailed(string message) => _reading = message;

    public void WriteFailed(string message) => _writing = message;

    public void ReadSucceeded() => _reading = null;

    public void WriteSucceeded() => _writing = null;
}
