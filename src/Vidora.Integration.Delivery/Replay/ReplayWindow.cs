namespace Vidora.Integration.Delivery.Replay;

/// <summary>What is sent before the checkpoint moves: consecutive parts of inputs, the events in lanes by user.</summary>
internal sealed class ReplayWindow
{
    private readonly Lane[] _lanes;

    public ReplayWindow(int lanes)
    {
        _lanes = new Lane[lanes];
        for (var i = 0; i < lanes; i++)
        {
            _lanes[i] = new Lane();
        }
    }

    public List<Part> Parts { get; } = [];

    public IReadOnlyList<Lane> Lanes => _lanes;

    /// <summary>How much is in it: events, and documents that became none.</summary>
    public int Size { get; set; }

    public long Bytes { get; set; }

    /// <summary>The lane of a user: its events never overtake each other.</summary>
    public Lane LaneOf(long user) => _lanes[(uint)user.GetHashCode() % (uint)_lanes.Length];

    /// <summary>A part of an input that is in this window.</summary>
    internal sealed class Part(ReplayFile file)
    {
        public ReplayFile File { get; } = file;

        /// <summary>What this part adds to the input's counts.</summary>
        public ReplayCounts Counts { get; } = new();

        /// <summary>How many documents of the input are settled once this window is.</summary>
        public long Documents { get; set; } = file.Documents;

        /// <summary>How many bytes, as they are stored, this part stands for.</summary>
        public long Bytes { get; set; }

        /// <summary>How the input ended with this part; null when more of it follows.</summary>
        public ReplayFileState? End { get; set; }

        public string? Problem { get; set; }

        public List<ReplayProblem> Problems { get; } = [];
    }

    /// <summary>Events that are sent one request after the other.</summary>
    internal sealed class Lane
    {
        public List<VidoraEvent> Events { get; } = [];

        /// <summary>Where each event comes from.</summary>
        public List<Origin> Origins { get; } = [];
    }

    /// <summary>The document of an event.</summary>
    internal readonly record struct Origin(Part Part, long Document, long Position);
}
