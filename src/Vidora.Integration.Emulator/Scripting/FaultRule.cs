namespace Vidora.Integration.Emulator;

/// <summary>Selects requests and scripts their answers.</summary>
public sealed class FaultRule
{
    /// <summary>
    /// Gets the route, with or without method: <c>POST /v1/validate</c>, <c>/v2/bulkevents</c>,
    /// <c>/v1/objects/{id}/predictions</c> or one path <c>/v1/objects/17/predictions</c>. A leading <c>/s2s</c> makes no
    /// difference. Default: null, every route of the services.
    /// </summary>
    public string? Route { get; init; }

    /// <summary>
    /// Gets the user whose requests match: by an event's <c>user_id</c>, a batch's <c>mpid</c>, an element of
    /// <c>user_ids</c> or an id in the path. Default: null, any.
    /// </summary>
    public string? User { get; init; }

    /// <summary>Gets the first request to answer, counted from 1 among those that match. Default: 1.</summary>
    public int FromRequest { get; init; } = 1;

    /// <summary>Gets the answers in their order, at least one. After the last, requests are answered as usual.</summary>
    public required IReadOnlyList<FaultAnswer> Answers { get; init; }
}
