using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;

namespace Vidora.Integration.Client;

/// <summary>Counts the requests of a client, and the events or users in them.</summary>
internal sealed class RequestMetrics
{
    private readonly bool _hasOperations;
    private readonly Counter<long> _requests;
    private readonly Histogram<double> _duration;
    private readonly Counter<long> _items;

    private RequestMetrics(Meter meter, string prefix, string item, bool hasOperations)
    {
        _hasOperations = hasOperations;
        _requests = meter.CreateCounter<long>($"{prefix}.requests", "{request}", "Requests by outcome.");
        _duration = meter.CreateHistogram<double>($"{prefix}.request.duration", "s", "Duration of requests, to the last byte of the answer.");
        _items = meter.CreateCounter<long>($"{prefix}.{item}s", $"{{{item}}}", $"{item}s given to the client, by outcome.");
    }

    /// <summary>Gets the metrics of Vidora clients without a container.</summary>
    public static RequestMetrics Client { get; } = OfClient(new Meter(VidoraTelemetry.MeterName));

    /// <summary>Gets the metrics of feed clients without a container.</summary>
    public static RequestMetrics Feed { get; } = OfFeed(new Meter(VidoraTelemetry.MeterName));

    public static RequestMetrics OfClient(Meter meter) => new(meter, "vidora.client", "event", hasOperations: true);

    public static RequestMetrics OfFeed(Meter meter) => new(meter, "vidora.feed", "user", hasOperations: false);

    /// <summary>Counts a request, with the attributes that OpenTelemetry has for clients.</summary>
    public void RequestFinished(string operation, SendOutcome outcome, TimeSpan duration, Uri? server, Activity? activity)
    {
        var tags = new TagList { { VidoraTelemetry.OutcomeTag, outcome.TagValue } };
        if (_hasOperations)
        {
            tags.Insert(0, new(VidoraTelemetry.OperationTag, operation));
        }

        if (server is not null)
        {
            tags.Add("server.address", server.IdnHost);
            tags.Add("server.port", server.Port);
        }

        if (outcome.HttpStatus is { } status)
        {
            tags.Add("http.response.status_code", status);
        }

        if (outcome.Status != SendStatus.Accepted)
        {
            tags.Add(
                "error.type", outcome.HttpStatus is >= 400 and var code ? code.ToString(CultureInfo.InvariantCulture) : outcome.Reason);
        }

        _requests.Add(1, tags);
        _duration.Record(duration.TotalSeconds, tags);
        foreach (var (name, value) in tags)
        {
            activity?.SetTag(name, value);
        }
    }

    public void ItemsFinished(string outcome, int count) =>
        _items.Add(count, new KeyValuePair<string, object?>(VidoraTelemetry.OutcomeTag, outcome));
}
