using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using Vidora.Integration.Configuration;

namespace Vidora.Integration;

/// <summary>One Vidora account: where it is, its key and secret, and the limits of a request.</summary>
public sealed class VidoraOptions
{
    /// <summary>
    /// The host of the API: scheme, host and port, nothing else. https, or http on a loopback address. Default
    /// <c>https://api-us.vidora.com/</c> (our choice; the older documents of Vidora name <c>api.vidora.com</c>).
    /// </summary>
    public Uri BaseAddress { get; set; } = new("https://api-us.vidora.com/");

    /// <summary>The API key of the account. No default; needed as soon as a <see cref="VidoraClient"/> is made.</summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? ApiKey { get; set; }

    /// <summary>
    /// The API secret of the account. Default null: calls are not signed, and the privacy calls, which must be, fail. With a
    /// secret every call is signed (our choice). It never travels.
    /// </summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? ApiSecret { get; set; }

    /// <summary>The most events in one request, 1 to 10,000. Default 500 (our choice; Vidora documents no limit).</summary>
    public int MaxEventsPerRequest { get; set; } = 500;

    /// <summary>
    /// The most bytes in the body of one request of events, 1,024 to 104,857,600. Default 1,048,576, 1 MiB (our choice; Vidora
    /// documents no limit).
    /// </summary>
    public int MaxRequestBytes { get; set; } = 1024 * 1024;

    /// <summary>
    /// How long one request may take, from sending it to the last byte of the answer, 1 millisecond to 10 minutes. Default 30
    /// seconds (our choice).
    /// </summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long the signature of a request is valid, 2 minutes to 7 days; it is sent in whole minutes, rounded down. Default 1
    /// hour (our choice, the one of Vidora's first public client).
    /// </summary>
    public TimeSpan SignatureLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The vendor in the names of prediction attributes. Default <see cref="PredictionVendor.Vidora"/> (the name that the
    /// first integration used).
    /// </summary>
    public PredictionVendor PredictionVendor { get; set; } = PredictionVendor.Vidora;

    /// <summary>What the account's mapper forwards. Default: everything from production.</summary>
    public VidoraMappingOptions Mapping { get; } = new();

    /// <summary>The options without the key and the secret: of these only whether they are set.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"BaseAddress = {OptionText.Of(BaseAddress)}, ApiKey = {Presence(ApiKey)}, ApiSecret = {Presence(ApiSecret)}, "
            + $"MaxEventsPerRequest = {MaxEventsPerRequest}, MaxRequestBytes = {MaxRequestBytes}, "
            + $"RequestTimeout = {RequestTimeout}, SignatureLifetime = {SignatureLifetime}, PredictionVendor = {PredictionVendor}");

    private static string Presence(string? secret) => string.IsNullOrEmpty(secret) ? "(not set)" : "(set)";
}
