using System.Text;
using Vidora.Integration.MParticle;
using Vidora.Integration.MParticle.Firehose;
using Batch = Vidora.Integration.MParticle.MParticleBatch.Wire;
using Change = Vidora.Integration.MParticle.UserAttributeChangeEvent.Wire;
using Common = Vidora.Integration.MParticle.MParticleEvent.Wire;

namespace Vidora.Integration.Mapping.Explaining;

/// <summary>Finds the reason for each field of a document that is in no event.</summary>
internal sealed class Reasons(DocumentOutline document, TracedMapping mapped, HashSet<string> inputs)
{
    /// <summary>The maps whose names are names of user attributes.</summary>
    private static readonly HashSet<ModelField> _userAttributes = [Batch.UserAttributes, Batch.UserAttributeLists, Change.Added, Change.Removed];

    /// <summary>The fields that are no value when they are 0.</summary>
    private static readonly HashSet<ModelField> _ids =
        [Batch.Mpid, Batch.ReceivedTime, Common.EventId, Common.SourceMessageId, Common.Id, Common.SessionId, Common.Timestamp];

    /// <summary>The fields that are taken only where one of a higher rank is absent.</summary>
    private static readonly HashSet<ModelField> _fallbacks =
        [Batch.ReceivedTime, Common.SourceMessageId, Common.Id, MParticleIdentity.Wire.Type, DocumentOutline.InnerEventType];

    /// <summary>The fields that decide which events there are.</summary>
    private static readonly HashSet<ModelField> _deciders = [Batch.Environment, FirehoseRequest.Wire.Type, DocumentOutline.IsDebug, DocumentOutline.IsCrash];

    /// <summary>The reason why the first event was not forwarded, when none was.</summary>
    private readonly MappingIssueCode? _eventRefusal = inputs.Count > 0 && inputs.All(mapped.Refusals.ContainsKey)
        ? mapped.Refusals[document.Inputs.Keys.First(inputs.Contains)]
        : null;

    /// <summary>Returns the fields that are no source, in the order of the document.</summary>
    public IReadOnlyList<FieldNotForwarded> NotForwarded()
    {
        var fields = new List<FieldNotForwarded>();
        for (var i = 0; i < document.Fields.Count; i++)
        {
            var field = document.Fields[i];
            if (!mapped.Sources.Contains(i) && (field.Input is null || inputs.Contains(field.Input)))
            {
                var (reason, code) = Find(i, field);
                fields.Add(new FieldNotForwarded(field.Path, reason, code));
            }
        }

        return fields;
    }

    private (NotForwardedReason Reason, MappingIssueCode? Code) Find(int number, DocumentField field)
    {
        if (field.IsPersonal)
        {
            return (NotForwardedReason.PersonalData, null);
        }

        if (field.Declared is { } map && _userAttributes.Contains(map) && PersonalData.IsPrediction(Encoding.UTF8.GetBytes(field.Attribute ?? "")))
        {
            return (NotForwardedReason.Prediction, null);
        }

        if (mapped.Excluded.Contains(number))
        {
            return (NotForwardedReason.ExcludedPersonalData, null);
        }

        var ofBatch = mapped.Refusals.TryGetValue("", out var code);
        if (ofBatch || !mapped.HasEvents)
        {
            return (NotForwardedReason.BatchNotForwarded, ofBatch ? code : null);
        }

        if (field.Input is null ? _eventRefusal is not null : mapped.Refusals.TryGetValue(field.Input, out code))
        {
            return (NotForwardedReason.EventNotForwarded, field.Input is null ? _eventRefusal : code);
        }

        if (field.Input is not null && mapped.NotExamined.Contains(field.Input))
        {
            return (NotForwardedReason.NotExamined, null);
        }

        return mapped.Rejected.TryGetValue(number, out code) ? (NotForwardedReason.Invalid, code) : OfDeclaration(field);
    }

    private (NotForwardedReason Reason, MappingIssueCode? Code) OfDeclaration(DocumentField field)
    {
        if (field.IsOverwritten)
        {
            return (NotForwardedReason.AnotherFieldTaken, null);
        }

        if (field.Declared is not { } declared)
        {
            return (field.HasNoValue ? NotForwardedReason.NoValue : IsOfDevice(field) ? NotForwardedReason.NotOnAllowList : NotForwardedReason.Unknown, null);
        }

        var isId = _ids.Contains(declared);
        return field.HasNoValue || (isId && document.TextOf(field) == "0") ? (NotForwardedReason.NoValue, null)
            : _deciders.Contains(declared) ? (NotForwardedReason.Decides, null)
            : _fallbacks.Contains(declared) ? (NotForwardedReason.AnotherFieldTaken, null)
            : isId ? (NotForwardedReason.Invalid, MappingIssueCode.InvalidValue)
            : IsOfDevice(field) ? (NotForwardedReason.NotOnAllowList, null)
            : (NotForwardedReason.NoRule, null);
    }

    private static bool IsOfDevice(DocumentField field) => field.Root == Batch.DeviceInfo;
}
