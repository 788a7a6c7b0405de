using Microsoft.Extensions.Options;
using Vidora.Integration;

namespace Vidora.Samples.Console.Sending;

/// <summary>Holds a client of one Vidora account and its connections.</summary>
internal sealed class VidoraAccount : IDisposable
{
    // A redirect would send the key, which is part of the address, to another host.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    private VidoraAccount(VidoraOptions options) => Client = new VidoraClient(_http, options);

    public VidoraClient Client { get; }

    /// <exception cref="CommandFailedException">Address, key or secret is invalid.</exception>
    public static VidoraAccount Create(VidoraOptions options)
    {
        try
        {
            return new VidoraAccount(options);
        }
        catch (OptionsValidationException e)
        {
            throw CommandFailedException.Of(e);
        }
    }

    public void Dispose() => _http.Dispose();
}
