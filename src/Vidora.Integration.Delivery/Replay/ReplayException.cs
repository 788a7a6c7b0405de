namespace Vidora.Integration.Delivery.Replay;

/// <summary>A replay cannot begin or go on: its checkpoint cannot be used, or nobody takes events at the address.</summary>
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
