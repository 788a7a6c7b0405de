using System.Diagnostics;
using System.Text.Json.Serialization;
using Vidora.Integration.MParticle;
using Vidora.Integration.Settings;

namespace Vidora.Integration;

/// <summary>Configures the mParticle feed that predictions are written to.</summary>
public sealed class MParticleFeedOptions
{
    /// <summary>Gets or sets the key of the feed (mParticle: "Server to Server Key"). Required.</summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? Key { get; set; }

    /// <summary>Gets or sets the secret of the feed. Required.</summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? Secret { get; set; }

    /// <summary>Gets or sets the host of the feed. Default: <see cref="MParticleFeedHost.Partner"/>, for a Vidora feed.</summary>
    public MParticleFeedHost Host { get; set; }

    /// <summary>
    /// Gets or sets whether <see cref="Host"/> may be http beyond loopback, such as for an emulator in another container. Key and secret
    /// travel readable then. Never applies to hosts of Vidora and mParticle. Default: false.
    /// </summary>
    public bool AllowHttp { get; set; }

    /// <summary>Gets or sets the environment: production or development. Default: production.</summary>
    public MParticleEnvironment Environment { get; set; } = MParticleEnvironment.Production;

    /// <summary>Gets or sets the timeout of a request, 1 millisecond to 10 minutes. Default: 30 seconds (our choice).</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the settings with their ranges.</summary>
    internal static SettingsTable<MParticleFeedOptions> Settings { get; } = new SettingsTable<MParticleFeedOptions>()
        .Secret(nameof(Key), options => options.Key, (options, value) => options.Key = value)
        .Secret(nameof(Secret), options => options.Secret, (options, value) => options.Secret = value)
        .Value(
            nameof(Host),
            MParticleFeedHost.Find,
            (options, value) => options.Host = value,
            "Partner, Custom, CustomUs1, CustomUs2, CustomEu1, CustomAu1, or an address: https, or http on loopback or with AllowHttp",
            "Partner")
        .Flag(nameof(AllowHttp), (options, value) => options.AllowHttp = value)
        .Value<MParticleEnvironment>(
            nameof(Environment), text => new MParticleEnvironment(text), (options, value) => options.Environment = value, "production or development", "production")
        .Duration(
            nameof(RequestTimeout),
            options => options.RequestTimeout,
            (options, value) => options.RequestTimeout = value,
            TimeSpan.FromMilliseconds(1),
            TimeSpan.FromMinutes(10),
            TimeSpan.FromSeconds(30))
        .Check((options, failures) =>
        {
            if (string.IsNullOrEmpty(options.Key))
            {
                failures.Add(nameof(Key), "is not set", "\"<the feed's key>\"");
            }

            if (string.IsNullOrEmpty(options.Secret))
            {
                failures.Add(nameof(Secret), "is not set", "\"<the feed's secret>\"");
            }

            if (options.Key?.Contains(':', StringComparison.Ordinal) == true)
            {
                failures.Add(nameof(Key), "(not shown) has a colon, which basic authentication cannot carry", "\"<the feed's key>\"");
            }

            if (!PlainHttp.Permits(options.Host.Address, options.AllowHttp))
            {
                failures.Add(
                    nameof(Host),
                    $"is \"{options.Host}\"; it must be https, because key and secret travel in the request, unless {nameof(AllowHttp)} is true",
                    "MParticleFeedHost.Partner");
            }

            if (options.Environment.Value is not ("production" or "development"))
            {
                failures.Add(
                    nameof(Environment), $"is \"{options.Environment}\"; it must be production or development", "MParticleEnvironment.Production");
            }
        });

    /// <summary>Returns the options. Of key and secret it says only whether they are set.</summary>
    public override string ToString() =>
        $"Host = {Host}, AllowHttp = {AllowHttp}, Key = {OptionText.Presence(Key)}, Secret = {OptionText.Presence(Secret)}, Environment = {Environment}, RequestTimeout = {RequestTimeout:c}";
}
