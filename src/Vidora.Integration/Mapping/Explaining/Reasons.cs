using System.Text;
using Vidora.Integration.MParticle;
using Vidora.Integration.MParticle.Firehose;
using Batch = Vidora.Integration.MParticle.MParticleBatch.Wire;
using Change = Vidora.Integration.MParticle.UserAttributeChangeEvent.Wire;
using Common = Vidora.Integration.MParticle.MParticleEvent.Wire;

namespace Vidora.Integration.Mapping.Explaining;

/// <summary>Finds the reason for each field of a document that is in no event.</summary>
internal sealed class Reasons(DocumentOutline document, TracedMapping mapped, HashSet<int> inputs)
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
    private readonly MappingIssueCode? _eventRefusal = inputs.All(number => mapped.Refusals[number] is not null)
        ? inputs.Order().Select(number => mapped.Refusals[number]).FirstOrDefault()
        : null;

    private readonly bool _isExamined = inputs.Count == 0 || !inputs.IsSubsetOf(mapped.NotExamined);

    /// <summary>Returns the fields that are no source, in the order of the document.</summary>
    public IReadOnlyList<FieldNotForwarded> NotForwarded()
    {
        var fields = new List<FieldNotForwarded>();
        for (var i = 0; i < document.Fields.Count; i++)
        {
            var field = document.Fields[i];
            if (!mapped.Sources.Contains(i) && (IsContext(field) || inputs.Contains(field.Place.Input)))
            {
                fields.Add(Explain(i, field));
            }
        }

        return fields;
    }

    private static bool IsContext(DocumentField field) => field.Place.Input == DocumentOutline.Context;

    private FieldNotForwarded Explain(int number, DocumentField field)
    {
        var (reason, code) = Find(number, field);
        return new FieldNotForwarded(field.Path.ToString(), reason, code);
    }

    private (NotForwardedReason Reason, MappingIssueCode? Code) Find(int number, DocumentField field)
    {
        if (field.Place.IsPersonal)
        {
            return (NotForwardedReason.PersonalData, null);
        }

        if (field.Declared is { } map && _userAttributes.Contains(map) && PersonalData.IsPrediction(Encoding.UTF8.GetBytes(field.Place.Attribute ?? "")))
        {
            return (NotForwardedReason.Prediction, null);
        }

        if (mapped.Excluded.Contains(number))
        {
            return (NotForwardedReason.ExcludedPersonalData, null);
        }

        if (!mapped.HasEvents || mapped.BatchRefusal is not null)
        {
            return (NotForwardedReason.BatchNotForwarded, mapped.BatchRefusal);
        }

        if ((IsContext(field) ? _eventRefusal : mapped.Refusals[field.Place.Input]) is { } refusal)
        {
            return (NotForwardedReason.EventNotForwarded, refusal);
        }

        if (IsContext(field) ? !_isExamined : mapped.NotExamined.Contains(field.Place.Input))
        {
            return (NotForwardedReason.NotExamined, null);
        }

        return mapped.Rejected.TryGetValue(number, out var code) ? (NotForwardedReason.Invalid, code) : OfDeclaration(field);
    }

    private (NotForwardedReason Reason, MappingIssueCode? Code) OfDeclaration(DocumentField field)
    {
        if (field.Path.IsOverwritten)
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

    private static bool IsOfDevice(DocumentField field) => field.Place.Root == Batch.DeviceInfo;
}
