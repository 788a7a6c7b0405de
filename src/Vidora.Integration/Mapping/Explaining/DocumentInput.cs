namespace Vidora.Integration.Mapping.Explaining;

/// <summary>Describes an event or a system notification of a document.</summary>
/// <param name="Path">The path.</param>
/// <param name="IsNotification">Whether it is a system notification.</param>
/// <param name="Index">The index among the events, or among the notifications, as issues count them.</param>
internal sealed record DocumentInput(DocumentPath Path, bool IsNotification, int Index);
