namespace Vidora.Integration.Emulator.Feed;

/// <summary>Rejects a request of the feed with a status.</summary>
internal sealed class FeedRejection(int status, string message) : Exception(message)
{
    public int Status { get; } = status;
}
