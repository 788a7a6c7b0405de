namespace Vidora.Integration;

/// <summary>Something the mapper has to report: never a value, only what and where (our choice).</summary>
/// <param name="Code">What.</param>
/// <param name="EventIndex">Index of the event in the batch, from 0; null when it concerns the batch.</param>
/// <param name="Path">
/// The field or name concerned, such as <c>user_attributes.plan</c>, in the words of mParticle's JSON reference, whichever the format;
/// null when there is none.
/// </param>
/// <param name="NotForwardedEvents">
/// How many events of the batch were not forwarded for this reason; 0 for a mere remark. These numbers and the forwarded
/// events add up to the events of the batch.
/// </param>
public readonly record struct MappingIssue(MappingIssueCode Code, int? EventIndex, string? Path, int NotForwardedEvents);
