namespace Vidora.Integration.Delivery.Sending;

/// <summary>What is wrong with a store at the moment, as its last failures said.</summary>
internal sealed class StoreTrouble
{
    private volatile string? _reading;
    private volatile string? _writing;

    public string? Sentence => _writing ?? _reading;

    public bool CannotWrite => _writing is not null;

    public void ReadFailed(string message) => _reading = message;

    public void WriteFailed(string message) => _writing = message;

    public void ReadSucceeded() => _reading = null;

    public void WriteSucceeded() => _writing = null;
}
