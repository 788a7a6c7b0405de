using System.Globalization;

namespace Vidora.Integration.Mapping.Explaining;

/// <summary>What is known of a document: what the mapper said, and what the examinations of its events found.</summary>
internal sealed class Findings
{
    public Findings(DocumentOutline document, MappingResult mapped)
    {
        Effects = new FieldEffect[document.Fields.Count];
        EffectsWithPersonalData = new FieldEffect[document.Fields.Count];
        Refusals = new MappingIssueCode?[document.Inputs.Count];
        var ofEvents = new Dictionary<int, MappingIssueCode>();
        var ofNotifications = new Dictionary<string, MappingIssueCode>(StringComparer.Ordinal);
        foreach (var issue in mapped.Issues.Where(issue => issue.NotForwardedEvents > 0))
        {
            if (issue.EventIndex is { } index)
            {
                ofEvents[index] = issue.Code;
            }
            else if (issue.Path is { } path)
            {
                ofNotifications[path] = issue.Code;
            }
            else
            {
                BatchRefusal = issue.Code;
            }
        }

        for (var i = 0; i < Refusals.Length; i++)
        {
            var input = document.Inputs[i];
            var isRefused = input.IsNotification
                ? ofNotifications.TryGetValue(string.Create(CultureInfo.InvariantCulture, $"system_notifications[{input.Index}]"), out var code)
                : ofEvents.TryGetValue(input.Index, out code);
            Refusals[i] = isRefused ? code : null;
        }
    }

    /// <summary>What each field of the document does.</summary>
    public FieldEffect[] Effects { get; }

    /// <summary>What it would do, were personal data not excluded.</summary>
    public FieldEffect[] EffectsWithPersonalData { get; }

    /// <summary>Why nothing of the batch was forwarded; null when that has no reason of the batch's own.</summary>
    public MappingIssueCode? BatchRefusal { get; }

    /// <summary>Why each event or notification became nothing; null where it became something.</summary>
    public MappingIssueCode?[] Refusals { get; }

    /// <summary>The fields that fields of Vidora events come from.</summary>
    public HashSet<int> Sources { get; } = [];

    /// <summary>Names of fields that have to be asked about alone.</summary>
    public HashSet<string> AskAlone { get; } = new(StringComparer.Ordinal);

    public void Note(IEnumerable<int> fields, FieldEffect effect)
    {
        foreach (var field in fields)
        {
            Effects[field] |= effect;
        }
    }
}
