namespace Vidora.Integration.Delivery;

/// <summary>The file with the accepted predictions cannot be used.</summary>
public sealed class PredictionStateException : Exception
{
    /// <summary>Makes an exception without a message of its own.</summary>
    public PredictionStateException()
        : this("The state file cannot be used.")
    {
    }

    /// <summary>Makes an exception.</summary>
    /// <param name="message">What is wrong and what to do about it.</param>
    public PredictionStateException(string message)
        : base(message)
    {
    }

    /// <summary>Makes an exception that was caused by another one.</summary>
    /// <param name="message">What is wrong and what to do about it.</param>
    /// <param name="innerException">The cause.</param>
    public PredictionStateException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
