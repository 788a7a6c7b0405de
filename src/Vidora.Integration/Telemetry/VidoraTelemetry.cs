using System.Diagnostics;

namespace Vidora.Integration;

/// <summary>Names the meter and the activity source of this library.</summary>
/// <remarks>
/// No tag holds a key, the path or query of an address, a user id or other data. Each has a closed set of values. The README lists the
/// instruments.
/// </remarks>
public static class VidoraTelemetry
{
    /// <summary>The meter: <c>Vidora.Integration</c>.</summary>
    public const string MeterName = "Vidora.Integration";

    /// <summary>Matches the meters of all packages, in the form that OpenTelemetry's <c>AddMeter</c> takes.</summary>
    public const string AllMeterNames = "Vidora.Integration*";

    /// <summary>The activity source: <c>Vidora.Integration</c>.</summary>
    public const string ActivitySourceName = "Vidora.Integration";

    /// <summary>The tag with the operation of a call of Vidora.</summary>
    internal const string OperationTag = "vidora.operation";

    /// <summary>The tag with the outcome.</summary>
    internal const string OutcomeTag = "vidora.outcome";

    /// <summary>The tag with the account: see <see cref="NameOf"/>.</summary>
    internal const string AccountTag = "vidora.account";

    /// <summary>The tag with the number of events of an activity.</summary>
    internal const string EventsTag = "vidora.events";

    /// <summary>The activity of an attempt to send events of a queue. It links to the requests that they came in.</summary>
    internal const string ForwardOperation = "forward_events";

    internal const string WriteAttributesOperation = "write_attributes";

    internal static ActivitySource Source { get; } = new(ActivitySourceName);

    /// <summary>Returns the account's name in metrics and logs: <c>default</c> for the account without a name.</summary>
    internal static string NameOf(string account) => account.Length == 0 ? "default" : account;
}
