namespace Vidora.Integration.Delivery;

/// <summary>
/// A replay cannot begin or go on: its checkpoint cannot be used, nobody takes events at the address, Vidora could not be
/// reached for too long, or what it refused cannot be kept.
/// </summary>
public sealed class ReplayException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="innerException">The cause; may be null.</param>
    public ReplayException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
