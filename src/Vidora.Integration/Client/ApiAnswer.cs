namespace Vidora.Integration.Client;

/// <summary>Holds the answer to one attempt, or the failure.</summary>
/// <param name="Outcome">The outcome.</param>
/// <param name="Body">The body, up to the limit of the call.</param>
/// <param name="IsCut">Whether the body is longer than the limit.</param>
internal readonly record struct ApiAnswer(SendOutcome Outcome, ReadOnlyMemory<byte> Body, bool IsCut);
