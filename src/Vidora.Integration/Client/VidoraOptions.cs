using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using Vidora.Integration.Predictions;
using Vidora.Integration.Settings;

namespace Vidora.Integration;

/// <summary>Configures one Vidora account: its address, its key and secret, and the limits of a request.</summary>
/// <remarks>Vidora documents no limits. Defaults are our choice.</remarks>
public sealed class VidoraOptions
{
    /// <summary>
    /// Gets or sets the address of the API: scheme, host and port. It must be https, or http on a loopback address or with
    /// <see cref="AllowHttp"/>. Default: <c>https://api-us.vidora.com/</c> (older documents of Vidora name <c>api.vidora.com</c>).
    /// </summary>
    public Uri BaseAddress { get; set; } = new("https://api-us.vidora.com/");

    /// <summary>
    /// Gets or sets whether <see cref="BaseAddress"/> may be http beyond loopback, such as for an emulator in another container. The key
    /// travels readable then. Never applies to hosts of Vidora and mParticle. Default: false.
    /// </summary>
    public bool AllowHttp { get; set; }

    /// <summary>
    /// Gets or sets the API token, which <see cref="VidoraClient"/> needs: "The API key found within Vidora Cortex and used to authenticate
    /// requests to the Vidora APIs." (mParticle, setting <c>API Token</c>). Default: null.
    /// </summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? ApiKey { get; set; }

    /// <summary>
    /// Gets or sets the API secret, which signs every call and is never sent. Without it the privacy calls fail. Default: null.
    /// </summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? ApiSecret { get; set; }

    /// <summary>Gets or sets the most events in one request, 1 to 10,000. Default: 500.</summary>
    public int MaxEventsPerRequest { get; set; } = 500;

    /// <summary>Gets or sets the most bytes in the body of a request of events, 1,024 to 104,857,600. Default: 1 MiB.</summary>
    public int MaxRequestBytes { get; set; } = 1024 * 1024;

    /// <summary>
    /// Gets or sets the timeout of a request, to the last byte of the answer, 1 millisecond to 10 minutes. Default: 30 seconds.
    /// </summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Gets or sets how long a signature is valid, 2 minutes to 7 days. It is sent in whole minutes, rounded down. Default: 1 hour
    /// (the value of Vidora's first public client).
    /// </summary>
    public TimeSpan SignatureLifetime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Gets or sets the vendor in the names of prediction attributes. Default: <see cref="PredictionVendor.Vidora"/>.</summary>
    public PredictionVendor PredictionVendor { get; set; } = PredictionVendor.Vidora;

    /// <summary>Gets the options of the account's mapper. Default: everything from production.</summary>
    public VidoraMappingOptions Mapping { get; } = new();

    /// <summary>Gets the settings with their ranges.</summary>
    internal static SettingsTable<VidoraOptions> Settings { get; } = new SettingsTable<VidoraOptions>()
        .Address(nameof(BaseAddress), (options, value) => options.BaseAddress = value, "https://api-us.vidora.com/")
        .Flag(nameof(AllowHttp), (options, value) => options.AllowHttp = value)
        .Secret(nameof(ApiKey), options => options.ApiKey, (options, value) => options.ApiKey = value)
        .Secret(nameof(ApiSecret), options => options.ApiSecret, (options, value) => options.ApiSecret = value)
        .Number(nameof(MaxEventsPerRequest), options => options.MaxEventsPerRequest, (options, value) => options.MaxEventsPerRequest = value, 1, 10_000, 500)
        .Number(
            nameof(MaxRequestBytes), options => options.MaxRequestBytes, (options, value) => options.MaxRequestBytes = value, 1024, 100 * 1024 * 1024, 1024 * 1024)
        .Duration(
            nameof(RequestTimeout),
            options => options.RequestTimeout,
            (options, value) => options.RequestTimeout = value,
            TimeSpan.FromMilliseconds(1),
            TimeSpan.FromMinutes(10),
            TimeSpan.FromSeconds(30))
        .Duration(
            nameof(SignatureLifetime),
            options => options.SignatureLifetime,
            (options, value) => options.SignatureLifetime = value,
            TimeSpan.FromMinutes(2),
            TimeSpan.FromDays(7),
            TimeSpan.FromHours(1))
        .Value<PredictionVendor>(
            nameof(PredictionVendor),
            text => SnakeCase.IsNormal(text) ? new PredictionVendor(text) : null,
            (options, value) => options.PredictionVendor = value,
            "a vendor name in snake case",
            "vidora")
        .Group(nameof(Mapping), options => options.Mapping, VidoraMappingOptions.Settings)
        .Check((options, failures) => CheckAddress(failures, options.BaseAddress, options.AllowHttp));

    /// <summary>Gets the check of options that a client needs: mapping alone needs no key.</summary>
    internal static SettingsTable<VidoraOptions> ClientSettings { get; } = new SettingsTable<VidoraOptions>()
        .Check((options, failures) => Settings.Validate(options, failures))
        .Check((options, failures) =>
        {
            if (string.IsNullOrEmpty(options.ApiKey))
            {
                failures.Add(nameof(ApiKey), "is not set, and VidoraClient needs it", "\"<the account's API key>\"");
            }
        });

    /// <summary>Returns the options. Of key and secret it says only whether they are set.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"BaseAddress = {OptionText.Of(BaseAddress)}, AllowHttp = {AllowHttp}, ApiKey = {OptionText.Presence(ApiKey)}, ApiSecret = {OptionText.Presence(ApiSecret)}, "
            + $"MaxEventsPerRequest = {MaxEventsPerRequest}, MaxRequestBytes = {MaxRequestBytes}, "
            + $"RequestTimeout = {RequestTimeout}, SignatureLifetime = {SignatureLifetime}, PredictionVendor = {PredictionVendor}");

    private static void CheckAddress(Failures failures, Uri? address, bool allowHttp)
    {
        var expected = address switch
        {
            null or { IsAbsoluteUri: false } => "an absolute address",
            { Scheme: not ("https" or "http") } => "https",
            _ when !PlainHttp.Permits(address, allowHttp) => PlainHttp.IsKnown(address)
                ? "https, because the API key travels in the address"
                : "https, because the API key travels in the address, unless AllowHttp is true",
            { UserInfo.Length: > 0 } or { PathAndQuery: not "/" } or { Fragment.Length: > 0 } => "scheme, host and port and nothing else",
            _ => null,
        };
        if (expected is not null)
        {
            failures.Add(nameof(BaseAddress), $"is \"{OptionText.Of(address)}\"; it must be {expected}", "new Uri(\"https://api-us.vidora.com/\")");
        }
    }
}
