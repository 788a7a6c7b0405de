using Vidora.Integration.MParticle;
using System.Diagnostics;
using System.Text.Json.Serialization;

namespace Vidora.Integration;

/// <summary>The mParticle feed that predictions are written to.</summary>
public sealed class MParticleFeedOptions
{
    /// <summary>The key of the feed (mParticle: "Server to Server Key"). No default.</summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? Key { get; set; }

    /// <summary>The secret of the feed. No default.</summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? Secret { get; set; }

    /// <summary>Where the feed is. Default <see cref="MParticleFeedHost.Partner"/>: predictions come through a Vidora feed.</summary>
    public MParticleFeedHost Host { get; set; }

    /// <summary>
    /// The environment that is written: production or development. Default production. mParticle keeps development data apart.
    /// </summary>
    public MParticleEnvironment Environment { get; set; } = MParticleEnvironment.Production;

    /// <summary>How long one request may take, 1 millisecond to 10 minutes. Default 30 seconds (our choice).</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The options without the key and the secret: of these only whether they are set.</summary>
    public override string ToString() =>
        $"Host = {Host}, Key = {Presence(Key)}, Secret = {Presence(Secret)}, Environment = {Environment}, RequestTimeout = {RequestTimeout:c}";

    private static string Presence(string? secret) => string.IsNullOrEmpty(secret) ? "(not set)" : "(set)";
}
