namespace Vidora.Integration.Delivery.Replay;

/// <summary>Holds what is sent before the checkpoint moves: parts of inputs in their order, with the events in lanes by user.</summary>
internal sealed class ReplayWindow(int lanes)
{
    public List<Part> Parts { get; } = [];

    public IReadOnlyList<Lane> Lanes { get; } = [.. Enumerable.Range(0, lanes).Select(_ => new Lane())];

    /// <summary>Gets or sets the number of events, and of documents without events.</summary>
    public int Size { get; set; }

    public long Bytes { get; set; }

    /// <summary>Gets the numbers of the refused events that are sent again in this window.</summary>
    public List<long> SentAgain { get; } = [];

    /// <summary>Gets what Vidora refused for good in this window, when the checkpoint is to keep it.</summary>
    public List<RefusedEvent> Refused { get; } = [];

    /// <summary>Returns the lane of a user. Events of one lane keep their order.</summary>
    public Lane LaneOf(long user) => Lanes[(int)((uint)user.GetHashCode() % (uint)Lanes.Count)];

    /// <summary>Holds the part of an input that is in this window.</summary>
    internal sealed class Part(ReplayFile file)
    {
        public ReplayFile File { get; } = file;

        /// <summary>Gets what this part adds to the counts of the input.</summary>
        public ReplayCounts Counts { get; } = new();

        /// <summary>Gets or sets how many documents of the input are settled after this window.</summary>
        public long Documents { get; set; } = file.Documents;

        /// <summary>Gets or sets the bytes of this part, as stored.</summary>
        public long Bytes { get; set; }

        /// <summary>Gets or sets how the input ended with this part; null when another part follows.</summary>
        public ReplayFileState? End { get; set; }

        public string? Problem { get; set; }

        public List<ReplayProblem> Problems { get; } = [];
    }

    /// <summary>Holds events that are sent one request after the other.</summary>
    internal sealed class Lane
    {
        public List<VidoraEvent> Events { get; } = [];

        /// <summary>Gets the document of each event.</summary>
        public List<Origin> Origins { get; } = [];
    }

    /// <summary>Locates the document of an event.</summary>
    internal readonly record struct Origin(Part Part, long Document, long Position);
}
