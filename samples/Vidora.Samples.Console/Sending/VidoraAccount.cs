using Vidora.Integration.Client;
using Vidora.Integration.Configuration;

namespace Vidora.Samples.Console.Sending;

/// <summary>A client of one Vidora account, with the connections it uses.</summary>
internal sealed class VidoraAccount : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(2) });

    private VidoraAccount(VidoraOptions options) => Client = new VidoraClient(_http, options);

    public VidoraClient Client { get; }

    public static VidoraAccount Create(VidoraOptions options) => new(options);

    public void Dispose() => _http.Dispose();
}
