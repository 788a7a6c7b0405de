namespace Vidora.Integration.Emulator;

/// <summary>Which requests are in trouble, and the answers they get one after the other.</summary>
public sealed record TroubleRule
{
    /// <summary>
    /// The route, with or without method: <c>POST /v1/validate</c>, <c>/v2/bulkevents</c>,
    /// <c>/v1/objects/{id}/predictions</c> or one path <c>/v1/objects/17/predictions</c>. A leading <c>/s2s</c> makes
    /// no difference. Null: every route of the services.
    /// </summary>
    public string? Route { get; init; }

    /// <summary>Only requests that concern this user: an event's <c>user_id</c>, a batch's <c>mpid</c>, an element of <c>user_ids</c>, an id in the path. Null: any.</summary>
    public string? User { get; init; }

    /// <summary>The first request concerned, counted from 1 among those that match since the rule was added. Default 1.</summary>
    public int FromRequest { get; init; } = 1;

    /// <summary>The answers in their order; when they are used up, requests are answered as usual. At least one.</summary>
    public required IReadOnlyList<TroubleAnswer> Answers { get; init; }
}
