namespace Vidora.Integration.Delivery.Receiving;

/// <summary>Names the outcomes of requests for the metrics, a closed set.</summary>
internal static class RequestOutcome
{
    public const string Accepted = "accepted";
    public const string Answered = "answered";
    public const string Refused = "refused";
    public const string Unreadable = "unreadable";
    public const string TooLarge = "too_large";
    public const string Unsupported = "unsupported";
    public const string Unauthorized = "unauthorized";
    public const string Forbidden = "forbidden";
    public const string Busy = "busy";
    public const string TooSlow = "too_slow";
    public const string Aborted = "aborted";
    public const string Full = "full";
    public const string Stopping = "stopping";
    public const string Unavailable = "unavailable";
    public const string UnknownAccount = "unknown_account";
    public const string Failed = "failed";
}
