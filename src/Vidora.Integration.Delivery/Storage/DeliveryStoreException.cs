namespace Vidora.Integration.Delivery;

/// <summary>
/// A store cannot be opened, read or written. The message says which file, what is wrong with it and what to do, and
/// holds no data.
/// </summary>
public sealed class DeliveryStoreException : IOException
{
    /// <summary>Makes one.</summary>
    /// <param name="message">File, fault and remedy.</param>
    /// <param name="innerException">What the file system or SQLite said.</param>
    public DeliveryStoreException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
