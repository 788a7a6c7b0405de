namespace Vidora.Integration.Delivery;

/// <summary>Reports that a queue file or a state file cannot be opened, read or written.</summary>
/// <remarks>The message names the file, the fault and the remedy. It holds no data.</remarks>
public sealed class DeliveryStoreException : IOException
{
    internal DeliveryStoreException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
