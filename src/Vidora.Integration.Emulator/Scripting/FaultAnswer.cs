namespace Vidora.Integration.Emulator;

/// <summary>Scripts the answer to one request, or to several in a row.</summary>
public sealed class FaultAnswer
{
    /// <summary>Gets the status, 200 to 599. Default: null, answered as usual unless the connection is cut.</summary>
    public int? Status { get; init; }

    /// <summary>Gets the headers of the answer, such as <c>Retry-After</c>. Default: none.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the body, sent as JSON unless <see cref="Headers"/> has a content type. Default: null, empty.</summary>
    public string? Body { get; init; }

    /// <summary>Gets the delay before the answer, by the emulator's clock. Default: none.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Gets whether the connection is cut before the request's body is read. Default: false.</summary>
    public bool CutBeforeBody { get; init; }

    /// <summary>Gets whether the connection is cut after the request's body was read. Default: false.</summary>
    public bool CutAfterBody { get; init; }

    /// <summary>
    /// Gets whether the request takes effect before this answer replaces the real one, so that the sender cannot know
    /// that it did. Default: false.
    /// </summary>
    public bool Apply { get; init; }

    /// <summary>Gets the number of requests that get this answer, 1 to 1,000,000. Default: 1.</summary>
    public int Times { get; init; } = 1;

    internal bool Cuts => CutBeforeBody || CutAfterBody;
}
