using System.Text;
using Vidora.Integration.MParticle;
using Vidora.Integration.MParticle.Firehose;
using Batch = Vidora.Integration.MParticle.MParticleBatch.Wire;
using Change = Vidora.Integration.MParticle.UserAttributeChangeEvent.Wire;
using Common = Vidora.Integration.MParticle.MParticleEvent.Wire;

namespace Vidora.Integration.Mapping.Explaining;

/// <summary>Finds the reason for each field of a document that is in no event.</summary>
internal sealed class Reasons(DocumentOutline document, TracedMapping mapped, HashSet<string> inputs, AttributeRules? rules, CommerceMode commerce)
{
    /// <summary>The maps whose names are names of user attributes.</summary>
    private static readonly HashSet<ModelField> _userAttributes = [Batch.UserAttributes, Batch.UserAttributeLists, Change.Added, Change.Removed];

    private static readonly HashSet<ModelField> _attributes = [Common.CustomAttributes, MParticleProduct.Wire.CustomAttributes];
    private static readonly HashSet<ModelField> _crashTexts = [Common.CustomAttributes];

    /// <summary>The fields that are no value when they are 0.</summary>
    private static readonly HashSet<ModelField> _ids =
        [Batch.Mpid, Batch.ReceivedTime, Common.EventId, Common.SourceMessageId, Common.Id, Common.SessionId, Common.SessionStart, Common.Timestamp];

    /// <summary>The fields that are taken only where one of a higher rank is absent.</summary>
    private static readonly HashSet<ModelField> _fallbacks =
    [
        Batch.ReceivedTime, Batch.SourceChannel, Common.SourceMessageId, Common.Id, Common.SessionUuid, MParticleIdentity.Wire.Type, ScreenViewEvent.Wire.EventName,
        MParticleApplicationInfo.Wire.Os, MParticleSourceInfo.Wire.ReplayJobId, DocumentOutline.InnerEventType,
    ];

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

    private (NotForwardedReason Reason, MappingIssueCode? Code) Find(int number, DocumentField field) =>
        field.IsPersonal ? (NotForwardedReason.PersonalData, null)
        : IsPrediction(field) ? (NotForwardedReason.Prediction, null)
        : IsIn(_crashTexts, field) && field.Event is CrashReportEvent ? (NotForwardedReason.PersonalData, null)
        : IsExcluded(field) ? (NotForwardedReason.ExcludedPersonalData, null)
        : IsLeftOutByName(field) ? (NotForwardedReason.LeftOutByName, null)
        : !mapped.HasEvents ? (NotForwardedReason.BatchNotForwarded, null)
        : mapped.Refusals.TryGetValue("", out var code) ? (NotForwardedReason.BatchNotForwarded, code)
        : field.Input is null && _eventRefusal is not null ? (NotForwardedReason.EventNotForwarded, _eventRefusal)
        : field.Input is not null && mapped.Refusals.TryGetValue(field.Input, out code) ? (NotForwardedReason.EventNotForwarded, code)
        : field.Input is not null && mapped.NotExamined.Contains(field.Input) ? (NotForwardedReason.NotExamined, null)
        : mapped.Rejected.TryGetValue(number, out code) ? (code == MappingIssueCode.PersonalDataRemoved ? NotForwardedReason.PersonalData : NotForwardedReason.Invalid, code)
        : field.IsOverwritten ? (NotForwardedReason.AnotherFieldTaken, null)
        : field.HasNoValue || (IsIn(_ids, field) && document.TextOf(field) == "0") ? (NotForwardedReason.NoValue, null)
        : IsIn(_deciders, field) ? (NotForwardedReason.Decides, null)
        : IsIn(_fallbacks, field) ? (NotForwardedReason.AnotherFieldTaken, null)
        : IsIn(_ids, field) ? (NotForwardedReason.Invalid, MappingIssueCode.InvalidValue)
        : IsOfOneProduct(field) ? (NotForwardedReason.PerOrder, null)
        : field.Root == Batch.DeviceInfo ? (NotForwardedReason.NotOnAllowList, null)
        : (field.Declared is null ? NotForwardedReason.Unknown : NotForwardedReason.NoRule, null);

    private static bool IsPrediction(DocumentField field) =>
        IsIn(_userAttributes, field) && PersonalData.IsPrediction(Encoding.UTF8.GetBytes(field.Attribute ?? ""));

    /// <summary>Returns whether ExcludePersonalData leaves the field out, which is forwarded without that option.</summary>
    private bool IsExcluded(DocumentField field) =>
        rules is { ExcludesPersonalData: true } && !field.HasNoValue
        && (field.Declared == MParticleDeviceInfo.Wire.HttpHeaderUserAgent
            || (IsIn(_userAttributes, field) && PersonalData.IsReserved(Encoding.UTF8.GetBytes(field.Attribute ?? "")))
            || (IsExcluded(field.Event) && mapped.Refusals.TryGetValue(field.Input!, out var code) && code == MappingIssueCode.EventTypeNotForwarded));

    private static bool IsExcluded(MParticleEvent? @event) =>
        @event is UserIdentityChangeEvent
        || (@event is UserAttributeChangeEvent change && change.Changes.Any(one => PersonalData.IsReserved(Encoding.UTF8.GetBytes(one.Name ?? ""))));

    private bool IsLeftOutByName(DocumentField field) =>
        rules is not null && field.Attribute is { } name && (IsIn(_userAttributes, field) || IsIn(_attributes, field)) && rules.LeavesOut(Encoding.UTF8.GetBytes(name));

    /// <summary>Returns whether the field belongs to a product of an order, which is one event.</summary>
    private bool IsOfOneProduct(DocumentField field) =>
        commerce == CommerceMode.PerOrder && field.Event is CommerceEvent { ProductAction: not null } && field.Declared is { } declared && MParticleProduct.Wire.All.Contains(declared);

    private static bool IsIn(HashSet<ModelField> fields, DocumentField field) => field.Declared is { } declared && fields.Contains(declared);
}
