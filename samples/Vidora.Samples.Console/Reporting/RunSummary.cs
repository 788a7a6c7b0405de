using Vidora.Integration;

namespace Vidora.Samples.Console.Reporting;

/// <summary>Counts what became of everything that was read.</summary>
internal sealed class RunSummary
{
    public long Files { get; set; }

    /// <summary>Documents that were read as batches.</summary>
    public long Batches { get; set; }

    /// <summary>Documents, and rests of files, that could not be read.</summary>
    public long Unreadable { get; set; }

    public long InputEvents { get; private set; }

    /// <summary>Input events that became one Vidora event or more.</summary>
    public long ForwardedInputEvents { get; private set; }

    /// <summary>Vidora events that were made.</summary>
    public long VidoraEvents { get; private set; }

    /// <summary>Vidora events by their type.</summary>
    public Dictionary<string, long> ByType { get; } = new(StringComparer.Ordinal);

    /// <summary>Input events that were not forwarded, by the reason.</summary>
    public Dictionary<MappingIssueCode, long> NotForwarded { get; } = [];

    /// <summary>Issues that cost no event, by their code.</summary>
    public Dictionary<MappingIssueCode, long> Remarks { get; } = [];

    /// <summary>Whether every input event ended as forwarded or with a reason.</summary>
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

    /// <summary>Why nothing was forwarded, in a sentence; null when something was.</summary>
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
