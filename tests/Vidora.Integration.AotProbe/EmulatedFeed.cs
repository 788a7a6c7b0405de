
namespace Vidora.Integration.AotProbe;

/// <summary>The services's feed, where mParticle's would be.</summary>
internal static class EmulatedFeed
{
    public static void Use(MParticleFeedOptions options, LocalServices services)
    {
        options.Host = new MParticleFeedHost(new Uri(services.Address, "s2s"));
        options.Key = services.FeedKey;
        options.Secret = services.FeedSecret;
    }
}
