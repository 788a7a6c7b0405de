using System.IO.Compression;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Vidora.Integration.Delivery;
using Vidora.Integration.MParticle.Json;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>Receives requests from this process before the port opens, so that everything that receiving needs is loaded.</summary>
/// <remarks>
/// The runtime loads assemblies at their first use, which takes file handles. Connections that come all at once leave none, and a type
/// that could not load stays broken: the host would refuse every later request.
/// </remarks>
internal static class Rehearsal
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);

    private static readonly Lazy<Task> _run = new(() => Task.WhenAll(Task.Run(ReceiveAsync), Task.Run(Map)));

    private static ReadOnlySpan<byte> Document =>
        "{\"mpid\":1,\"environment\":\"production\",\"events\":[{\"event_type\":\"custom_event\",\"data\":{\"event_name\":\"a\"}}]}"u8;

    /// <summary>Begins the rehearsal of this process, and lets the host wait for it before its port opens.</summary>
    public static void Begin(IEndpointRouteBuilder endpoints)
    {
        var run = _run.Value;
        if (endpoints is IApplicationBuilder app)
        {
            // The host builds its pipeline last: meanwhile it maps other endpoints and starts its services.
            app.Use(next =>
            {
                run.GetAwaiter().GetResult();
                return next;
            });
        }
        else
        {
            run.GetAwaiter().GetResult();
        }
    }

    private static async Task ReceiveAsync()
    {
        try
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
            builder.Services.AddRoutingCore();
            await using var app = builder.Build();
            ServerLimits.Apply(app.Services);
            app.MapPost("/", (RequestDelegate)AnswerAsync);
            using var stop = new CancellationTokenSource(_limit, TimeProvider.System);
            await app.StartAsync(stop.Token).ConfigureAwait(false);
            var port = new Uri(app.Urls.First()).Port;
            foreach (var encoding in new[] { "identity", "gzip", "br" })
            {
                Request(port, encoding);
            }

            await app.StopAsync(stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or UnauthorizedAccessException)
        {
            // A machine without loopback loads everything with the first request.
        }
    }

    /// <summary>Sends a request, and reads its answer to the end.</summary>
    private static void Request(int port, string encoding)
    {
        var body = Compress(encoding);
        var head = $"POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Encoding: {encoding}\r\nContent-Length: {body.Length}\r\n\r\n";
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveTimeout = (int)_limit.TotalMilliseconds };
        socket.Connect(IPAddress.Loopback, port);
        socket.Send([.. Encoding.ASCII.GetBytes(head), .. body]);
        var answer = new byte[1024];
        while (socket.Receive(answer) > 0)
        {
        }
    }

    private static async Task AnswerAsync(HttpContext http)
    {
        using var inHand = new BytesInHand(new VidoraEndpointOptions(), TimeProvider.System, long.MaxValue);
        using var body = await RequestBody.ReadAsync(http.Request, 1024, inHand, TimeProvider.System).ConfigureAwait(false);
        var answer = EndpointAccess.IsForeign(http.Request) || !EndpointAccess.IsLocal(http) ? ReceivingAnswer.Forbidden : ReceivingAnswer.Stopping;
        await Receiver.WriteAsync(answer, http.Response).ConfigureAwait(false);
    }

    private static void Map()
    {
        var mapper = new MParticleEventMapper();
        var bytes = Document.ToArray();
        foreach (var document in MParticleDocuments.Read(bytes))
        {
            if (document.TryReadBatch(MParticleFormat.Auto, out var batch, out _))
            {
                mapper.Map(batch);
            }
        }

        try
        {
            FirehoseJson.ReadRequest(bytes);
        }
        catch (MParticleFormatException)
        {
            // The document is no message.
        }

        // What the first connection to Vidora loads.
        RuntimeHelpers.RunClassConstructor(typeof(Dns).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(SslStream).TypeHandle);
        RuntimeHelpers.RunClassConstructor(typeof(X509Certificate2).TypeHandle);
    }

    private static byte[] Compress(string encoding)
    {
        using var output = new MemoryStream();
        using (Stream compression = encoding switch
        {
            "gzip" => new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(output, CompressionLevel.Fastest, leaveOpen: true),
            _ => output,
        })
        {
            compression.Write(Document);
        }

        return output.ToArray();
    }
}
