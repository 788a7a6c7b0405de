using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Vidora.Integration.Benchmarks;

/// <summary>Sends prebuilt requests over plain sockets and looks at no more of an answer than it must: a cheap client.</summary>
internal sealed class SocketLoad
{
    private readonly IPEndPoint _address;
    private readonly byte[][] _requests;
    private readonly int _connections;

    public SocketLoad(Uri endpoint, byte[][] bodies, int connections)
    {
        _address = new IPEndPoint(IPAddress.Loopback, endpoint.Port);
        _requests = [.. bodies.Select(body => (byte[])
        [
            .. Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture,
                $"POST {endpoint.PathAndQuery} HTTP/1.1\r\nHost: {endpoint.Authority}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n")),
            .. body,
        ])];
        _connections = connections;
        BytesPerBody = bodies.Sum(body => body.Length) / bodies.Length;
    }

    public int BytesPerBody { get; }

    /// <summary>Sends one request a connection.</summary>
    public Task<SocketLoadResult> RunOnceAsync() => RunAsync(TimeSpan.Zero);

    public async Task<SocketLoadResult> RunAsync(TimeSpan time)
    {
        var start = Stopwatch.GetTimestamp();
        var runs = await Task.WhenAll(Enumerable.Range(0, _connections).Select(number => Task.Run(() => RunAsync(number, start, time))));
        return new SocketLoadResult(
            [.. runs.SelectMany(run => run.Milliseconds).Order()], runs.Sum(run => run.Refused), Stopwatch.GetElapsedTime(start));
    }

    private async Task<(List<double> Milliseconds, int Refused)> RunAsync(int number, long start, TimeSpan time)
    {
        var milliseconds = new List<double>();
        var refused = 0;
        var answer = new byte[4096];
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(_address);
        var next = number * _requests.Length / _connections;
        do
        {
            var sent = Stopwatch.GetTimestamp();
            var request = _requests[next++ % _requests.Length];
            for (var at = 0; at < request.Length;)
            {
                at += await socket.SendAsync(request.AsMemory(at));
            }

            var length = 0;
            while (!IsWhole(answer.AsSpan(0, length)))
            {
                var read = await socket.ReceiveAsync(answer.AsMemory(length));
                length += read > 0 ? read : throw new InvalidOperationException("The host has closed a connection.");
            }

            milliseconds.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            if (!answer.AsSpan(0, length).StartsWith("HTTP/1.1 20"u8))
            {
                refused++;
            }
        }
        while (Stopwatch.GetElapsedTime(start) < time);

        return (milliseconds, refused);
    }

    private static bool IsWhole(ReadOnlySpan<byte> answer)
    {
        var end = answer.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return false;
        }

        var header = "Content-Length: "u8;
        var at = answer.IndexOf(header);
        return at >= 0
            && System.Buffers.Text.Utf8Parser.TryParse(answer[(at + header.Length)..], out int length, out _)
            && answer.Length >= end + 4 + length;
    }
}
