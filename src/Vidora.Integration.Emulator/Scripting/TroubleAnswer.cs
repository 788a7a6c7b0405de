namespace Vidora.Integration.Emulator;

/// <summary>One scripted answer to one request, or to several in a row.</summary>
public sealed record TroubleAnswer
{
    /// <summary>The status, 200 to 599. Null: the request is answered as usual, after <see cref="Delay"/>, or its connection is cut.</summary>
    public int? Status { get; init; }

    /// <summary>Headers of the answer, such as <c>Retry-After</c>. Default none.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The body of the answer, sent as JSON unless <see cref="Headers"/> has a content type. Null: an empty one.</summary>
    public string? Body { get; init; }

    /// <summary>How long the answer waits, by the emulator's clock. Default none.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>Whether and where the connection is cut. Default <see cref="TroubleCut.None"/>.</summary>
    public TroubleCut Cut { get; init; }

    /// <summary>
    /// Whether the request takes effect as usual before this answer is given in place of the real one: the case in which
    /// the sender cannot know that it was heard. Default false.
    /// </summary>
    public bool Apply { get; init; }

    /// <summary>How many requests it answers, 1 to 1,000,000. Default 1.</summary>
    public int Times { get; init; } = 1;
}
