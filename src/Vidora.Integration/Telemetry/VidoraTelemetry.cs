using System.Diagnostics;

namespace Vidora.Integration;

/// <summary>
/// The names under which this library measures and traces. No tag holds a key, an address, a user id or any other data: each has a
/// closed set of values.
/// </summary>
/// <remarks>
/// Tags: <c>vidora.operation</c> is <c>send_events</c>, <c>get_pipelines</c>, <c>get_predictions</c>, <c>get_prediction</c>,
/// <c>request_erasure</c>, <c>get_erasure_status</c>, <c>add_deleted_users</c> or <c>get_deleted_users</c>; <c>vidora.outcome</c> is
/// <c>accepted</c>, <c>rejected</c>, <c>too_large</c>, <c>rate_limited</c> (feeds only), <c>transient</c> or <c>setup_fault</c>. Each
/// request is an activity named after its operation, with the same tags; a request to an mParticle feed is
/// <c>write_attributes</c>, with the outcome alone.
/// </remarks>
public static class VidoraTelemetry
{
    /// <summary>The meter: <c>Vidora.Integration</c>.</summary>
    public const string MeterName = "Vidora.Integration";

    /// <summary>The activity source: <c>Vidora.Integration</c>.</summary>
    public const string ActivitySourceName = "Vidora.Integration";

    /// <summary>A counter, unit <c>{request}</c>: requests to Vidora, by operation and outcome.</summary>
    public const string RequestsInstrument = "vidora.client.requests";

    /// <summary>
    /// A histogram, unit <c>s</c>: how long requests took, from sending to the last byte of the answer, by operation and outcome.
    /// </summary>
    public const string RequestDurationInstrument = "vidora.client.request.duration";

    /// <summary>A counter, unit <c>{event}</c>: events given to the client to be sent, by outcome.</summary>
    public const string EventsInstrument = "vidora.client.events";

    /// <summary>A counter, unit <c>{request}</c>: requests to an mParticle feed, by outcome.</summary>
    public const string FeedRequestsInstrument = "vidora.feed.requests";

    /// <summary>A histogram, unit <c>s</c>: how long requests to an mParticle feed took, by outcome.</summary>
    public const string FeedRequestDurationInstrument = "vidora.feed.request.duration";

    /// <summary>A counter, unit <c>{user}</c>: users given to the feed client to be written, by outcome.</summary>
    public const string FeedUsersInstrument = "vidora.feed.users";

    /// <summary>The tag that names what was asked of Vidora.</summary>
    public const string OperationTag = "vidora.operation";

    /// <summary>The tag that says what became of it.</summary>
    public const string OutcomeTag = "vidora.outcome";

    /// <summary>The tag, of the packages around this one, that names the account: see <see cref="NameOf"/>.</summary>
    public const string AccountTag = "vidora.account";

    internal const string WriteAttributesOperation = "write_attributes";

    /// <summary>What metrics and log lines call an account: its name, or <c>default</c> when it has none.</summary>
    /// <param name="account">The name it was registered with; empty for the default account.</param>
    public static string NameOf(string account)
    {
        ArgumentNullException.ThrowIfNull(account);
        return account.Length == 0 ? "default" : account;
    }

    internal static ActivitySource Source { get; } = new(ActivitySourceName);
}
