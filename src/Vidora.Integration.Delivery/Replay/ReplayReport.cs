using System.Buffers;
using System.Text.Json;
using Vidora.Integration.Delivery.Replay;

namespace Vidora.Integration.Delivery;

/// <summary>The reconciliation at the end of a run: what was read, what became of it, and whether the numbers add up.</summary>
public sealed class ReplayReport
{
    internal ReplayReport(
        IReadOnlyList<ReplayFileReport> files,
        ReplayCounts thisRun,
        IReadOnlyList<ReplayProblem> problems,
        long moreProblems,
        bool wasStopped,
        bool wasDryRun)
    {
        Files = files;
        ThisRun = thisRun;
        Problems = problems;
        MoreProblems = moreProblems;
        WasStopped = wasStopped;
        WasDryRun = wasDryRun;
        foreach (var file in files)
        {
            Total.Add(file.Counts);
        }
    }

    /// <summary>The sums over all inputs, in all runs of the checkpoint.</summary>
    public ReplayCounts Total { get; } = new();

    /// <summary>What of the sums this run alone has added: nothing when the runs before had settled it all.</summary>
    public ReplayCounts ThisRun { get; }

    /// <summary>Each input, in the order in which they came.</summary>
    public IReadOnlyList<ReplayFileReport> Files { get; }

    /// <summary>The first thousand documents that could not be read and events that were refused, in this run.</summary>
    public IReadOnlyList<ReplayProblem> Problems { get; }

    /// <summary>How many there were besides those.</summary>
    public long MoreProblems { get; }

    /// <summary>Whether the run was cancelled before it was through.</summary>
    public bool WasStopped { get; }

    /// <summary>Whether nothing was sent because nothing should be.</summary>
    public bool WasDryRun { get; }

    /// <summary>Whether the counts of every input add up; see <see cref="ReplayCounts.AddsUp"/>.</summary>
    public bool AddsUp => Files.All(file => file.Counts.AddsUp);

    /// <summary>Whether every input was replayed to its end, nothing in it was unreadable and nothing was refused.</summary>
    public bool IsClean =>
        !WasStopped
        && AddsUp
        && Total.UnreadableDocuments == 0
        && Total.Refused.Count == 0
        && Files.All(file => file.State is ReplayFileState.Complete or ReplayFileState.LeftOut);

    /// <summary>Writes the report as one JSON object, UTF-8.</summary>
    /// <param name="output">Where to.</param>
    public void WriteTo(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteBoolean("adds_up", AddsUp);
        json.WriteBoolean("stopped", WasStopped);
        json.WriteBoolean("dry_run", WasDryRun);
        ReplayJson.WriteCounts(json, "total", Total);
        ReplayJson.WriteCounts(json, "this_run", ThisRun);
        json.WriteStartArray("files");
        foreach (var file in Files)
        {
            json.WriteStartObject();
            json.WriteString("name", file.Name);
            json.WriteString("state", ReplayJson.NameOf(file.State));
            if (file.Problem is not null)
            {
                json.WriteString("problem", file.Problem);
            }

            ReplayJson.WriteCounts(json, "counts", file.Counts);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("problems");
        foreach (var problem in Problems)
        {
            json.WriteStartObject();
            json.WriteString("file", problem.File);
            json.WriteNumber("document", problem.Document);
            json.WriteNumber("position", problem.Position);
            if (problem.EventId is not null)
            {
                json.WriteString("event_id", problem.EventId);
            }

            json.WriteString("reason", problem.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNumber("more_problems", MoreProblems);
        json.WriteEndObject();
    }
}
