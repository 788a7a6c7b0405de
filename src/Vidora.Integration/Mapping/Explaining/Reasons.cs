namespace Vidora.Integration.Mapping.Explaining;

/// <summary>Gives each field of a document that is in no event its reason.</summary>
internal sealed class Reasons(DocumentOutline document, MParticleFormat format, MappingResult mapped, IReadOnlyList<int> inputs, Findings findings)
{
    private readonly ILookup<int?, MappingIssue> _issues = mapped.Issues.ToLookup(issue => issue.EventIndex);
    private readonly HashSet<int> _explained = [DocumentOutline.Context, .. inputs];

    /// <summary>Why the first event became nothing, when none became anything.</summary>
    private readonly MappingIssueCode? _eventRefusal =
        inputs.Count > 0 && inputs.All(number => findings.Refusals[number] is not null) ? findings.Refusals[inputs[0]] : null;

    public IReadOnlyList<FieldNotForwarded> NotForwarded()
    {
        var fields = new List<FieldNotForwarded>();
        for (var i = 0; i < document.Fields.Count; i++)
        {
            if (_explained.Contains(document.Fields[i].Input) && !findings.Sources.Contains(i))
            {
                var (reason, code) = Of(i, document.Fields[i]);
                fields.Add(new FieldNotForwarded(document.Fields[i].Path.ToString(), reason, code));
            }
        }

        return fields;
    }

    private (NotForwardedReason Reason, MappingIssueCode? Code) Of(int number, DocumentField field)
    {
        var path = field.Path.Segments;
        var effect = findings.Effects[number];
        if (Omissions.IsPersonal(path))
        {
            return (NotForwardedReason.PersonalData, null);
        }

        if (Omissions.IsPrediction(path))
        {
            return (NotForwardedReason.Prediction, null);
        }

        if ((findings.EffectsWithPersonalData[number] & (FieldEffect.Forwarded | FieldEffect.Decides)) != 0)
        {
            return (NotForwardedReason.ExcludedPersonalData, null);
        }

        if (mapped.InputEvents == 0 || findings.BatchRefusal is not null)
        {
            return (NotForwardedReason.BatchNotForwarded, findings.BatchRefusal);
        }

        if ((field.Input == DocumentOutline.Context ? _eventRefusal : findings.Refusals[field.Input]) is { } refusal)
        {
            return (NotForwardedReason.EventNotForwarded, refusal);
        }

        if ((effect & FieldEffect.Decides) != 0)
        {
            return (NotForwardedReason.Decides, null);
        }

        if ((effect & FieldEffect.Examined) == 0)
        {
            return (NotForwardedReason.NotExamined, null);
        }

        return field.Path.IsOverwritten ? (NotForwardedReason.AnotherFieldTaken, null)
            : Omissions.Issue(path, IssuesOf(field)) is { } issue ? (NotForwardedReason.Invalid, issue)
            : Omissions.IsNoValue(document.ValueOf(field)) || (effect & FieldEffect.WouldBeForwarded) != 0 ? (NotForwardedReason.NoValue, null)
            : Omissions.IsFallback(path) ? (NotForwardedReason.AnotherFieldTaken, null)
            : Omissions.IsOfDevice(path) ? (NotForwardedReason.NotOnAllowList, null)
            : WireNames.IsKnown(path, format == MParticleFormat.Firehose) ? (NotForwardedReason.NoRule, null)
            : (NotForwardedReason.Unknown, null);
    }

    private IEnumerable<MappingIssue> IssuesOf(DocumentField field) =>
        _issues[field.Input == DocumentOutline.Context || document.Inputs[field.Input].IsNotification ? null : document.Inputs[field.Input].Index];
}
