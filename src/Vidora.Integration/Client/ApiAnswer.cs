namespace Vidora.Integration.Client;

/// <summary>What came of one attempt.</summary>
/// <param name="Verdict">What it means.</param>
/// <param name="StatusCode">The status code; null when there was no answer.</param>
/// <param name="RetryAfter">How long Vidora asked to wait.</param>
/// <param name="Body">The body, up to the limit of the call.</param>
/// <param name="IsCut">Whether the body is longer than the limit.</param>
internal readonly record struct ApiAnswer(Verdict Verdict, int? StatusCode, TimeSpan? RetryAfter, ReadOnlyMemory<byte> Body, bool IsCut);
