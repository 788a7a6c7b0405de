using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using static Vidora.Integration.AspNetCore.Tests.BatchesTests;

namespace Vidora.Integration.AspNetCore.Tests.Attacks;

/// <summary>
/// A sender keeps connections and memory busy with bodies that come a byte at a time or never end. The server's minimum rate applies to
/// both endpoints, and of a body no more than the limit is ever held: the answer is 413, and the connection is closed.
/// </summary>
[Slow]
public sealed class SlowAndEndlessBodyTests
{
    [TestCase("batches")]
    [TestCase("firehose")]
    public async Task Post_BodyComesTooSlowly_Is408(string endpoint)
    {
        await using var host = await ReceivingHost.StartAsync(vidoraIsDown: true, build: builder => builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(100_000, TimeSpan.FromSeconds(1.1))));
        var answer = await SendRawAsync(host, $"POST /mparticle/{endpoint} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\n{{\"mpid\":");
        Assert.That(answer, Does.StartWith("HTTP/1.1 408"));
        Assert.That(host.Forwarder.Store.LastId, Is.Zero);
    }

    [Test]
    public async Task Post_BodyWithoutEnd_Is413AndTheConnectionIsClosed()
    {
        await using var host = await ReceivingHost.StartAsync(
            options =>
            {
                options.MaxRequestBytes = 64 * 1024;
                options.FirehoseTokens.Add("right");
            },
            vidoraIsDown: true);
        var before = GC.GetTotalAllocatedBytes();

        // Side by side: the server goes on reading for some seconds, so that the sender can read the answer, and then hangs up.
        var answers = await Task.WhenAll(SendWithoutEndAsync(host, "batches", ""), SendWithoutEndAsync(host, "firehose", "Authorization: Token right\r\n"), SendWithoutEndAsync(host, "firehose", ""));

        Assert.That(answers, Is.EqualTo(new[] { "413", "413", "401" }));
        Assert.That(GC.GetTotalAllocatedBytes() - before, Is.LessThan(16 * 1024 * 1024));
        Assert.That(await host.QuarantineAsync(), Is.Empty);
    }

    /// <summary>Sends until the host closes the connection; returns the status of the answer.</summary>
    private static async Task<string> SendWithoutEndAsync(ReceivingHost host, string endpoint, string header)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, host.Http.BaseAddress!.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"POST /mparticle/{endpoint} HTTP/1.1\r\nHost: localhost\r\n{header}Transfer-Encoding: chunked\r\n\r\n"));
        var chunk = Encoding.ASCII.GetBytes($"1000\r\n{new string(' ', 0x1000)}\r\n");
        var answer = new StringBuilder();
        var reading = ReadAsync();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60), TimeProvider.System);
        try
        {
            // Quick until there is an answer, then just quick enough not to be found too slow.
            while (!reading.IsCompleted)
            {
                await stream.WriteAsync(chunk, deadline.Token);
                if (answer.Length > 0)
                {
                    await Task.WhenAny(reading, Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, deadline.Token));
                }
            }
        }
        catch (IOException)
        {
            // The host has closed the connection.
        }

        await reading;
        return answer.ToString().Split(' ')[1];

        async Task ReadAsync()
        {
            var buffer = new byte[4096];
            try
            {
                int read;
                while ((read = await stream.ReadAsync(buffer)) > 0)
                {
                    answer.Append(Encoding.ASCII.GetString(buffer, 0, read));
                }
            }
            catch (IOException)
            {
                // Closed while there was more to read.
            }
        }
    }
}
