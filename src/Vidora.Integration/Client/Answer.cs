using System.Net.Http.Headers;

namespace Vidora.Integration.Client;

/// <summary>Holds an answer with what its headers say about the other side.</summary>
/// <param name="response">The answer.</param>
/// <param name="content">The body, read to one byte beyond the limit at most.</param>
/// <param name="limit">The most bytes of a body.</param>
/// <param name="now">The time on this machine's clock.</param>
internal readonly struct Answer(HttpResponseMessage response, ReadOnlyMemory<byte> content, int limit, DateTimeOffset now)
{
    private const int LongestServerName = 20;

    private static readonly TimeSpan _clockTolerance = TimeSpan.FromMinutes(1);

    public int StatusCode => (int)response.StatusCode;

    public HttpResponseHeaders Headers => response.Headers;

    public ReadOnlySpan<byte> Body => content.Span[..Math.Min(content.Length, limit)];

    /// <summary>Gets whether the body is in a content encoding. Requests ask for none.</summary>
    public bool IsEncoded => response.Content.Headers.ContentEncoding.Any(encoding => !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase));

    public bool IsTooLong => content.Length > limit;

    /// <summary>Gets the wait that the answer asks for.</summary>
    public TimeSpan? RetryAfter => Client.RetryAfter.Read(response.Headers, now);

    /// <summary>Gets how far this machine's clock is ahead of the server's, or negative behind it; null within a minute or when unknown.</summary>
    public TimeSpan? ClockError
    {
        get
        {
            // An answer out of a cache is as old as its Age.
            var error = now - (response.Headers.Date + (response.Headers.Age ?? TimeSpan.Zero));
            return error?.Duration() > _clockTolerance ? error : null;
        }
    }

    /// <summary>Gets what answered, in words that are safe to log: the kind of its body and the name of its server.</summary>
    public string Origin => ServerName is { } server ? $"{Kind} from the server {server}" : Kind;

    private string Kind => this switch
    {
        { IsEncoded: true } => "compressed content",
        { IsTooLong: true } => "a long text",
        _ when AnswerBody.Trim(Body) is var body && body.IsEmpty => "no content",
        _ when AnswerBody.Trim(Body)[0] == (byte)'<' => "an HTML page",
        _ when AnswerBody.Read(Body, isReceipt: false) is AnswerMeaning.Foreign => "text that is not JSON",
        _ => "JSON",
    };

    /// <summary>Gets the product in the Server header. Only letters: text from outside could be a key.</summary>
    private string? ServerName => response.Headers.NonValidated.TryGetValues("Server", out var values)
        && values.ToString() is var text
        && text[..(text.IndexOfAny(['/', ' ', ',']) is >= 0 and var end ? end : text.Length)] is { Length: > 0 and <= LongestServerName } product
        && product.All(letter => char.IsAsciiLetter(letter) || letter == '-')
            ? product
            : null;
}
