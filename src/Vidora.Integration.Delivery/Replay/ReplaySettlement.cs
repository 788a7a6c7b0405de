namespace Vidora.Integration.Delivery.Replay;

/// <summary>Counts what is settled, moves the checkpoint window by window, and makes the report.</summary>
internal sealed class ReplaySettlement(ReplayCheckpoint? checkpoint)
{
    private const int MaxProblems = 1_000;

    private readonly List<ReplayFile> _files = [];
    private readonly HashSet<ReplayFile> _seen = [];
    private readonly ReplayCounts _thisRun = new();
    private readonly List<ReplayProblem> _problems = [];
    private readonly IReadOnlyList<ReplayFile> _known = [.. checkpoint?.Files ?? []];
    private long _moreProblems;
    private long _bytes;
    private int _ended;

    /// <summary>Adds a window whose events are all settled, and moves the checkpoint.</summary>
    public void Settle(ReplayWindow window)
    {
        var moved = new List<ReplayFile>();
        foreach (var part in window.Parts)
        {
            var file = part.File;
            var isSentAgain = window.SentAgain.Count > 0;
            if (!isSentAgain && _seen.Add(file))
            {
                _files.Add(file);
            }

            var hasMoved = isSentAgain || file.Documents != part.Documents || (part.End == ReplayFileState.Complete && !file.IsDone);
            file.Counts.Add(part.Counts);
            file.Documents = part.Documents;
            _thisRun.Add(part.Counts);
            _bytes += part.Bytes;
            Keep(part.Problems);
            if (part.End is { } end)
            {
                _ended++;
                file.State = end;
                file.Problem = part.Problem;
                file.IsDone |= end == ReplayFileState.Complete;
            }

            if (hasMoved)
            {
                moved.Add(file);
            }
        }

        if (moved.Count > 0)
        {
            checkpoint?.Record(moved, window.Refused, window.SentAgain);
        }
    }

    public ReplayProgress GetProgress(ReplayProgress total, WindowSender sender) => new()
    {
        Files = _ended,
        TotalFiles = total.TotalFiles,
        Bytes = _bytes,
        TotalBytes = total.TotalBytes,
        Documents = _thisRun.Documents,
        Events = sender.Settled,
        WaitReason = sender.WaitReason,
    };

    public ReplayReport GetReport(bool wasStopped, bool wasDryRun)
    {
        foreach (var file in _known)
        {
            if (_seen.Add(file))
            {
                _files.Add(file);
                if (!file.IsDone && !wasStopped)
                {
                    file.State = ReplayFileState.Vanished;
                    file.Problem = "An earlier run began with it, and it is no longer among the inputs.";
                }
            }
        }

        return new ReplayReport
        {
            Files = [.. _files.Select(file => file.ToReport())],
            ThisRun = _thisRun,
            Problems = _problems,
            MoreProblems = _moreProblems,
            WasStopped = wasStopped,
            WasDryRun = wasDryRun,
            KeptRefused = checkpoint?.RefusedCount ?? 0,
        };
    }

    private void Keep(List<ReplayProblem> problems)
    {
        var room = Math.Min(problems.Count, MaxProblems - _problems.Count);
        _problems.AddRange(problems[..room]);
        _moreProblems += problems.Count - room;
    }
}
