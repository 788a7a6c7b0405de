namespace Vidora.Integration.Emulator.Outputs;

/// <summary>Holds one answer of the host.</summary>
/// <param name="At">The time of the answer.</param>
/// <param name="Mpid">The user; null for a message without one.</param>
/// <param name="Message">The kind of the message.</param>
/// <param name="Attempt">The number of the attempt, from 1.</param>
/// <param name="Status">The status; 0 without an answer.</param>
/// <param name="Then">What follows: null while the document is retried.</param>
internal sealed record PlayAnswer(DateTimeOffset At, long? Mpid, string Message, int Attempt, int Status, Settlement? Then);
