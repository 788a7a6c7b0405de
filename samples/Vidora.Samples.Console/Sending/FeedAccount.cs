using Microsoft.Extensions.Options;
using Vidora.Integration;
using Vidora.Integration.Emulator;

namespace Vidora.Samples.Console.Sending;

/// <summary>Holds a client of one mParticle feed and its connections.</summary>
internal sealed class FeedAccount : IDisposable
{
    // A redirect would send key and secret to another host.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    private FeedAccount(MParticleFeedOptions options) => Client = new MParticleFeedClient(_http, options);

    public MParticleFeedClient Client { get; }

    /// <exception cref="CommandFailedException">Address, key or secret is invalid or missing.</exception>
    public static FeedAccount Create(Uri? address, bool allowHttp, Terminal terminal)
    {
        var key = terminal.Variable("MPARTICLE_FEED_KEY");
        var secret = terminal.Variable("MPARTICLE_FEED_SECRET");
        if (key is null && secret is null && address is { IsLoopback: true })
        {
            // The address of an emulator on this machine.
            var emulated = new VidoraEmulatorOptions();
            (key, secret) = (emulated.FeedKey, emulated.FeedSecret);
        }

        return Create(new MParticleFeedOptions
        {
            Host = HostOf(address),
            AllowHttp = allowHttp,
            Key = key ?? throw new CommandFailedException("no feed key; set the variable MPARTICLE_FEED_KEY."),
            Secret = secret ?? throw new CommandFailedException("no feed secret; set the variable MPARTICLE_FEED_SECRET."),
        });
    }

    /// <exception cref="CommandFailedException">Key or secret is invalid.</exception>
    public static FeedAccount Create(MParticleFeedOptions options)
    {
        try
        {
            return new FeedAccount(options);
        }
        catch (OptionsValidationException e)
        {
            throw CommandFailedException.Of(e);
        }
    }

    public void Dispose() => _http.Dispose();

    private static MParticleFeedHost HostOf(Uri? address)
    {
        try
        {
            return address is null ? MParticleFeedHost.Partner : new MParticleFeedHost(address);
        }
        catch (ArgumentException e)
        {
            throw new CommandFailedException($"--feed: {CommandFailedException.Of(e).Message}");
        }
    }
}
