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

    private static readonly (int From, int To, SendStatus Status, string Advice)[] _table =
    [
        (202, 202, SendStatus.Accepted, ""),
        (200, 299, SendStatus.AccountFault, "Check the feed's host: something else answers there. mParticle answers 202."),
        (300, 399, SendStatus.AccountFault, "Check the feed's host: it redirects elsewhere, and key and secret are not sent there."),
        (400, 400, SendStatus.Rejected, ""),
        (401, 401, SendStatus.AccountFault, "Check the feed's key and secret: mParticle found none."),
        (403, 403, SendStatus.AccountFault, "Check the feed's key and secret, and that the feed is active and of this host's region."),
        (404, 405, SendStatus.AccountFault, "Check the feed's host: it does not know the address."),
        (408, 408, SendStatus.Retry, ""),
        (413, 413, SendStatus.Rejected, ""),
        (425, 425, SendStatus.Retry, ""),
        (429, 429, SendStatus.Retry, ""),
        (401, 499, SendStatus.Rejected, ""),
        (500, 599, SendStatus.Retry, ""),
    ];

    /// <summary>Classifies an answer.</summary>
    public static SendOutcome Classify(int statusCode, HttpResponseHeaders headers, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var row = Find(statusCode);
        var isAccepted = row.Status == SendStatus.Accepted && row != default;
        return new SendOutcome(row == default ? SendStatus.Retry : row.Status, AnswerClassifier.HttpReason(statusCode))
        {
            HttpStatus = statusCode,
            IsUnclassified = row == default,
            Message = isAccepted ? null : Message(body),
            RetryAfter = isAccepted ? null : RetryAfter.Read(headers, now),
            ExceededLimit = isAccepted ? null : ExceededLimit(headers),
            RateLimitPercentageUsed = isAccepted ? PercentageUsed(headers) : null,
        };
    }

    /// <summary>Says what to check when the account is at fault.</summary>
    public static string Advice(SendOutcome outcome) => outcome.HttpStatus is { } status
        ? Find(status).Advice ?? ""
        : outcome.Reason switch
        {
            AnswerClassifier.UnknownHost => "Check the feed's host and the name servers: the host does not exist.",
            AnswerClassifier.TlsFailure => "Check the feed's host, the trusted certificates and this machine's clock: no secure connection.",
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

    private static (int From, int To, SendStatus Status, string Advice) Find(int statusCode) =>
        Array.Find(_table, row => row.From <= statusCode && statusCode <= row.To);

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
