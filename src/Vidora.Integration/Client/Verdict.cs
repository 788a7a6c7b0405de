namespace Vidora.Integration.Client;

/// <summary>What an answer, or the lack of one, means.</summary>
/// <param name="Status">The outcome.</param>
/// <param name="Reason">Why, in the words of <see cref="VidoraSendOutcome.Reason"/>.</param>
/// <param name="IsClassified">False when nobody has thought of it: then it is transient, and somebody should look.</param>
internal readonly record struct Verdict(VidoraSendStatus Status, string Reason, bool IsClassified = true);
