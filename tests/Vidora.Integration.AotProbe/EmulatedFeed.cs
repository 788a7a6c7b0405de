using Vidora.Integration.Emulator;

namespace Vidora.Integration.AotProbe;

/// <summary>The emulator's feed, where mParticle's would be.</summary>
internal static class EmulatedFeed
{
    public static void Use(MParticleFeedOptions options, VidoraEmulator emulator)
    {
        options.Host = new MParticleFeedHost(new Uri(emulator.Address, "s2s"));
        options.Key = emulator.FeedKey;
        options.Secret = emulator.FeedSecret;
    }
}
