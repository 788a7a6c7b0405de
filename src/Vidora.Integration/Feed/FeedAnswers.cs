using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Vidora.Integration.Client;

namespace Vidora.Integration.Feed;

/// <summary>
/// Classifies the answers of mParticle's feeds, by mParticle's documentation where it says so. Anything unknown is retried, so
/// that nothing is lost.
/// </summary>
internal static class FeedAnswers
{
    private const int LongestMessage = 500;

    /// <summary>Classifies an answer.</summary>
    public static SendOutcome Classify(Answer answer)
    {
        var (status, reason) = AnswerClassifier.Judge(answer, AnswerUse.FeedReceipt);
        var isAccepted = status == SendStatus.Accepted;
        return new SendOutcome(status, reason)
        {
            HttpStatus = answer.StatusCode,
            IsUnclassified = AnswerClassifier.IsUnknown(answer.StatusCode),
            Message = isAccepted ? null : Message(answer.Body),
            RetryAfter = isAccepted ? null : answer.RetryAfter,
            ExceededLimit = isAccepted ? null : ExceededLimit(answer.Headers),
            RateLimitPercentageUsed = isAccepted ? PercentageUsed(answer.Headers) : null,
            Origin = status == SendStatus.AccountFault ? answer.Origin : null,
        };
    }

    /// <summary>Says what to check when the account is at fault.</summary>
    public static string Advice(SendOutcome outcome) => outcome switch
    {
        { Reason: AnswerClassifier.UnknownHost } => "Check the feed's host and the name servers: the host does not exist.",
        { Reason: AnswerClassifier.TlsFailure } =>
            "Check the feed's host, the trusted certificates and this machine's clock: no secure connection.",
        { Reason: AnswerClassifier.ProxyRefused } => $"Check the address and the credentials of the proxy: {outcome.Origin} does not connect to mParticle.",
        { Reason: AnswerClassifier.ErrorInAnswer } => "Check the feed: mParticle took the request and names errors in it.",
        { Reason: AnswerClassifier.InvalidSignature } or { Status: not SendStatus.AccountFault } => "",
        { HttpStatus: 401 } => "Check the feed's key and secret: mParticle found none.",
        { HttpStatus: 402 or 403 } => "Check the feed's key and secret, and that the feed is active and of this host's region.",
        { HttpStatus: 407 } => "Check the address and the credentials of the proxy.",
        { HttpStatus: >= 300 and <= 399 } => "Check the feed's host: it redirects elsewhere, and key and secret are not sent there.",
        { HttpStatus: <= 299 } =>
            $"Check the feed's host: something else answers there{(outcome.Origin is { } origin ? $", {origin}" : "")}. mParticle answers 202.",
        { HttpStatus: not null } => "Check the feed's host: it does not know the address.",
        _ => "",
    };

    /// <summary>Returns the exceeded limit. It is documented in quotes, and real answers have typographic ones.</summary>
    public static string? ExceededLimit(HttpResponseHeaders headers) =>
        Header(headers, "X-mp-rate-limit-exceeded")?.Trim(' ', '"', '\u201c', '\u201d', '\'').ToLowerInvariant() switch
        {
            null => null,
            "org" => "org",
            "account" => "account",
            "app" => "app",
            "feed" => "feed",
            "workspace" => "workspace",
            "acceleration" => "acceleration",
            "system" => "system",
            _ => "other",
        };

    public static int? PercentageUsed(HttpResponseHeaders headers) =>
        double.TryParse(
            Header(headers, "X-mp-rate-limit-percentage-used")?.Trim(' ', '"', '%'),
            NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture,
            out var percent)
            ? (int)Math.Clamp(percent, 0, 1000)
            : null;

    /// <summary>Returns the messages of <c>{"errors":[{"code":…,"message":…}]}</c>; null when there are none.</summary>
    public static string? Message(ReadOnlySpan<byte> body)
    {
        try
        {
            var reader = new Utf8JsonReader(body);
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.ValueKind != JsonValueKind.Object
                || !document.RootElement.TryGetProperty("errors"u8, out var errors)
                || errors.ValueKind != JsonValueKind.Array)
            {
                return null;
            }

            var messages = errors.EnumerateArray()
                .Where(error => error.ValueKind == JsonValueKind.Object)
                .Select(error => Text(error, "message") ?? Text(error, "code"))
                .Where(text => text is not null);
            return string.Join("; ", messages) is { Length: > 0 } text ? Clean(text) : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or cut at the limit: there is no message.
            return null;
        }
    }

    private static string? Text(JsonElement error, string name) =>
        error.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    private static string Clean(string text) => string.Create(
        Math.Min(text.Length, LongestMessage),
        text,
        (chars, source) =>
        {
            for (var i = 0; i < chars.Length; i++)
            {
                chars[i] = char.IsControl(source[i]) ? ' ' : source[i];
            }
        });

    private static string? Header(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) && values.Count > 0 ? values.First() : null;
}
