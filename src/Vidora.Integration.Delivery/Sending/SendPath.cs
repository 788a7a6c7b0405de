using System.Net;
using System.Net.Sockets;

namespace Vidora.Integration.Delivery.Sending;

/// <summary>Loads what a request to Vidora needs.</summary>
/// <remarks>
/// The runtime loads assemblies, native libraries and certificates at their first use. Each takes file handles, and a process whose
/// handles are used up by connections ends when it cannot load them.
/// </remarks>
internal static class SendPath
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(2);

    /// <summary>Sends a request to this process, which closes the connection.</summary>
    public static async Task LoadAsync(string scheme, CancellationToken cancellationToken)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start(1);
            var refusal = RefuseAsync(listener, cancellationToken);
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = _limit };
            using var body = new ByteArrayContent([]);
            try
            {
                var address = new Uri($"{scheme}://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/");
                using var response = await http.PostAsync(address, body, cancellationToken).ConfigureAwait(false);
            }
            catch (HttpRequestException)
            {
                // The connection was closed, as planned.
            }

            listener.Stop();
            await refusal.ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            // A machine without loopback loads the path with the first request.
        }
    }

    private static async Task RefuseAsync(TcpListener listener, CancellationToken cancellationToken)
    {
        using var connection = await listener.AcceptTcpClientAsync(cancellationToken).ConfigureAwait(false);

        // Reads, so that the other side has written its first bytes.
        var first = new byte[1];
        await connection.GetStream().ReadExactlyAsync(first, cancellationToken).ConfigureAwait(false);
    }
}
