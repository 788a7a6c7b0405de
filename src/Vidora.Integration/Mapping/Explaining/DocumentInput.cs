namespace Vidora.Integration.Mapping.Explaining;

/// <summary>An event or a system notification of a document: what the mapper makes Vidora events of, one by one.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="IsNotification">Whether it is a system notification.</param>
/// <param name="Index">Its index among the events, or among the notifications, as issues count them.</param>
/// <param name="Start">Where it begins, in bytes.</param>
/// <param name="End">Behind it.</param>
internal sealed record DocumentInput(DocumentPath Path, bool IsNotification, int Index, int Start, int End);
