namespace Vidora.Integration.Delivery.WriteBack.State;

/// <summary>A run as the state file knows it.</summary>
/// <param name="Series">What is written: one pipeline to one feed.</param>
/// <param name="Number">Its number.</param>
/// <param name="Id">Its part of every <c>source_request_id</c>.</param>
/// <param name="IsResumed">Whether it began in an earlier attempt.</param>
internal sealed record RunRecord(int Series, long Number, string Id, bool IsResumed);
