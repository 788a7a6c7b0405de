using System.Buffers;
using System.Text.Json;
using Vidora.Integration.Delivery.Replay;

namespace Vidora.Integration.Delivery;

/// <summary>Reconciles a run: what was read, what became of it, and whether the numbers agree.</summary>
public sealed class ReplayReport
{
    private readonly ReplayCounts _total = new();

    /// <summary>Gets the sums over all inputs, in all runs of the checkpoint.</summary>
    public ReplayCounts Total => _total;

    /// <summary>Gets what this run alone added to the sums.</summary>
    public required ReplayCounts ThisRun { get; init; }

    /// <summary>Gets each input, in the order in which they came.</summary>
    public required IReadOnlyList<ReplayFileReport> Files
    {
        get;
        init
        {
            field = value;
            foreach (var file in value)
            {
                _total.Add(file.Counts);
            }
        }
    }

    /// <summary>Gets the first thousand unreadable documents and refused events of this run.</summary>
    public IReadOnlyList<ReplayProblem> Problems { get; init; } = [];

    /// <summary>Gets the number of further problems.</summary>
    public long MoreProblems { get; init; }

    /// <summary>Gets the refused events that the checkpoint keeps; <see cref="ReplayOptions.RetryRefused"/> sends them again.</summary>
    public long KeptRefused { get; init; }

    /// <summary>Gets whether the run was cancelled before its end.</summary>
    public bool WasStopped { get; init; }

    /// <summary>Gets whether the run was a dry run.</summary>
    public bool WasDryRun { get; init; }

    /// <summary>Gets whether the counts of every input agree; see <see cref="ReplayCounts.AddsUp"/>.</summary>
    public bool AddsUp => Files.All(file => file.Counts.AddsUp);

    /// <summary>Gets whether every input was replayed to its end with nothing unreadable and nothing refused.</summary>
    public bool IsClean =>
        !WasStopped
        && AddsUp
        && Total.UnreadableDocuments == 0
        && Total.Refused.Count == 0
        && Files.All(file => file.State is ReplayFileState.Complete or ReplayFileState.LeftOut);

    /// <summary>Writes the report as one JSON object in UTF-8.</summary>
    /// <param name="output">The output.</param>
    public void WriteTo(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true });
        ReplayJson.WriteReport(json, this);
    }
}
