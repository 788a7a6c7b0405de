namespace Vidora.Integration.Delivery;

/// <summary>Reports that a replay cannot begin or continue.</summary>
/// <remarks>
/// The checkpoint cannot be used, Vidora is not at the address or could not be reached for too long, or refused events cannot be kept.
/// </remarks>
public sealed class ReplayException : Exception
{
    internal ReplayException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
