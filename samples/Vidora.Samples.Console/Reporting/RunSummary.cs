using Vidora.Integration;

namespace Vidora.Samples.Console.Reporting;

/// <summary>Counts the documents and events of a run by their outcome.</summary>
internal sealed class RunSummary
{
    public long Files { get; set; }

    /// <summary>Gets or sets the documents that are batches.</summary>
    public long Batches { get; set; }

    /// <summary>Gets or sets the unreadable documents and ends of files.</summary>
    public long Unreadable { get; set; }

    public long InputEvents { get; private set; }

    /// <summary>Gets the input events that became one Vidora event or more.</summary>
    public long ForwardedInputEvents { get; private set; }

    /// <summary>Gets the Vidora events of the mapping.</summary>
    public long VidoraEvents { get; private set; }

    /// <summary>Gets the Vidora events by their type.</summary>
    public Dictionary<string, long> ByType { get; } = new(StringComparer.Ordinal);

    /// <summary>Gets the input events that were not forwarded, by the reason.</summary>
    public Dictionary<MappingIssueCode, long> NotForwarded { get; } = [];

    /// <summary>Gets the issues that left out no event, by their code.</summary>
    public Dictionary<MappingIssueCode, long> Remarks { get; } = [];

    /// <summary>Gets whether every input event was forwarded or has a reason.</summary>
    public bool AddsUp => InputEvents == ForwardedInputEvents + NotForwarded.Values.Sum();

    public void Add(MappingResult result)
    {
        Batches++;
        InputEvents += result.InputEvents;
        ForwardedInputEvents += result.ForwardedInputEvents;
        VidoraEvents += result.Events.Count;
        foreach (var item in result.Events)
        {
            Increase(ByType, item.Type);
        }

        foreach (var issue in result.Issues)
        {
            if (issue.NotForwardedEvents > 0)
            {
                Increase(NotForwarded, issue.Code, issue.NotForwardedEvents);
            }
            else
            {
                Increase(Remarks, issue.Code);
            }
        }
    }

    /// <summary>Returns a sentence that says why nothing was forwarded, or null.</summary>
    public string? WhyNothing()
    {
        if (VidoraEvents > 0)
        {
            return null;
        }

        if (Batches == 0)
        {
            return Unreadable > 0 ? "Nothing was forwarded: no document could be read." : "Nothing was forwarded: the input holds no documents.";
        }

        if (InputEvents == 0)
        {
            return $"Nothing was forwarded: {Numbers.Count(Batches, "batch has", "batches have")} no events.";
        }

        var (code, count) = NotForwarded.MaxBy(pair => pair.Value);
        var which = count == InputEvents ? "all" : Numbers.Text(count) + " of";
        return $"Nothing was forwarded: {which} {Numbers.Count(InputEvents, "event", "events")} {Reason(code)}.";
    }

    private static string Reason(MappingIssueCode code) => code switch
    {
        MappingIssueCode.MissingMpid => "came without an MPID, and Vidora needs a user id",
        MappingIssueCode.InvalidMpid => "came with an MPID that is not a whole 64-bit number",
        MappingIssueCode.EnvironmentNotForwarded => "came from an environment that is not forwarded (see --environment)",
        MappingIssueCode.PlatformNotForwarded => "came from a platform that is not forwarded",
        MappingIssueCode.EventTypeNotForwarded => "are of types that are not forwarded",
        MappingIssueCode.UnknownEventType => "are of unknown types",
        MappingIssueCode.MissingEventName => "have no name, which would be their type",
        _ => $"were not forwarded ({code})",
    };

    private static void Increase<TKey>(Dictionary<TKey, long> counts, TKey key, long by = 1)
        where TKey : notnull => counts[key] = counts.GetValueOrDefault(key) + by;
}
