using System.Net;
using System.Net.Sockets;

namespace Vidora.Integration.Delivery.Tests.WriteBack;

/// <summary>Passes bytes on, and cuts the first connection after so many of the request or of the answer.</summary>
internal sealed class CuttingProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Uri _target;
    private readonly int? _requestBytes;
    private readonly int? _answerBytes;
    private readonly List<Task> _connections = [];
    private readonly Task _loop;

    public CuttingProxy(Uri target, int? requestBytes, int? answerBytes)
    {
        _target = target;
        _requestBytes = requestBytes;
        _answerBytes = answerBytes;
        _listener.Start();
        Address = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _loop = AcceptAsync();
    }

    public Uri Address { get; }

    public int Connections => _connections.Count;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _loop;
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _connections.Add(PassAsync(client, isFirst: _connections.Count == 0));
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task PassAsync(TcpClient client, bool isFirst)
    {
        using (client)
        using (var server = new TcpClient())
        {
            await server.ConnectAsync(_target.Host, _target.Port);
            var sending = CopyAsync(client.GetStream(), server.GetStream(), isFirst ? _requestBytes : null);
            var answering = CopyAsync(server.GetStream(), client.GetStream(), isFirst ? _answerBytes : null);
            await Task.WhenAny(sending, answering);

            // A reset, not an end: as when a machine in between goes away.
            client.LingerState = new LingerOption(true, 0);
            client.Close();
            server.Close();
            await Task.WhenAll(sending, answering);
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, int? limit)
    {
        var buffer = new byte[4096];
        try
        {
            for (var left = limit ?? int.MaxValue; left > 0;)
            {
                var read = await from.ReadAsync(buffer.AsMemory(0, Math.Min(buffer.Length, left)), _stop.Token);
                if (read == 0)
                {
                    return;
                }

                await to.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
                left -= read;
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The other direction is done.
        }
    }
}
