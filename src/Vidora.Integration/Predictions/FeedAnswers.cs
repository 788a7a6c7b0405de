using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Vidora.Integration.Client;

namespace Vidora.Integration.Predictions;

/// <summary>
/// What every answer of mParticle's feeds means: one table, from mParticle's documentation where it says so. What is not in it is
/// transient, because nothing may be lost over it.
/// </summary>
internal static class FeedAnswers
{
    private const int LongestMessage = 500;

    private static readonly (int From, int To, FeedWriteStatus Status, string Advice)[] _table =
    [
        (202, 202, FeedWriteStatus.Accepted, ""),
        (200, 299, FeedWriteStatus.SetupFault, "Check the feed's host: something else answers there, because mParticle says 202 when it has taken users."),
        (300, 399, FeedWriteStatus.SetupFault, "Check the feed's host: it sends requests elsewhere, and key and secret do not follow."),
        (400, 400, FeedWriteStatus.Rejected, ""),
        (401, 401, FeedWriteStatus.SetupFault, "Check the feed's key and secret: mParticle found none."),
        (403, 403, FeedWriteStatus.SetupFault, "Check the feed's key and secret, and that the feed is active and of this host's region."),
        (404, 405, FeedWriteStatus.SetupFault, "Check the feed's host: it does not know the address."),
        (408, 408, FeedWriteStatus.Transient, ""),
        (413, 413, FeedWriteStatus.TooLarge, ""),
        (425, 425, FeedWriteStatus.Transient, ""),
        (429, 429, FeedWriteStatus.RateLimited, ""),
        (401, 499, FeedWriteStatus.Rejected, ""),
        (500, 599, FeedWriteStatus.Transient, ""),
    ];

    public static (FeedWriteStatus Status, bool IsClassified) Classify(int statusCode)
    {
        var row = Array.Find(_table, row => row.From <= statusCode && statusCode <= row.To);
        return row == default ? (FeedWriteStatus.Transient, false) : (row.Status, true);
    }

    /// <summary>A request that got no answer. Not for the caller's own cancellation.</summary>
    public static (FeedWriteOutcome Outcome, bool IsClassified) Classify(Exception failure)
    {
        var verdict = AnswerClassifier.Classify(failure);
        var status = verdict.Status == VidoraSendStatus.SetupFault ? FeedWriteStatus.SetupFault : FeedWriteStatus.Transient;
        return (new FeedWriteOutcome(status, verdict.Reason), verdict.IsClassified);
    }

    /// <summary>What to look at when the setup is at fault.</summary>
    public static string Advice(FeedWriteOutcome outcome) => outcome.HttpStatus is { } status
        ? Array.Find(_table, row => row.From <= status && status <= row.To).Advice ?? ""
        : outcome.Reason switch
        {
            AnswerClassifier.UnknownHost => "Check the feed's host and the name servers: the host does not exist.",
            AnswerClassifier.TlsFailure => "Check the feed's host, the trusted certificates and this machine's clock: no secure connection.",
            _ => "",
        };

    /// <summary>The limit, which is documented with quotes and has been seen with typographic ones.</summary>
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

    /// <summary>The messages of <c>{"errors":[{"code":…,"message":…}]}</c>; null when there are none.</summary>
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
            // No JSON, cut at the limit, or text that is none: then there is no message.
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
