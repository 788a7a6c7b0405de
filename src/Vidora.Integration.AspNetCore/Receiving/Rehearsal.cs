using System.IO.Compression;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
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

    private static readonly Lazy<Task> _run = new(() => Task.Run(RunAsync));

    /// <summary>Waits for the rehearsal of this process.</summary>
    public static void Wait() => _run.Value.GetAwaiter().GetResult();

    private static async Task RunAsync()
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
            using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(app.Urls.First()) };
            foreach (var encoding in new[] { "", "gzip", "br" })
            {
                using var body = new ByteArrayContent(Compress(encoding, "{\"mpid\":1,\"environment\":\"production\",\"events\":[{\"event_type\":\"custom_event\",\"data\":{\"event_name\":\"a\"}}]}"u8));
                body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                if (encoding.Length > 0)
                {
                    body.Headers.ContentEncoding.Add(encoding);
                }

                using var response = await http.PostAsync("/", body, stop.Token).ConfigureAwait(false);
            }

            await app.StopAsync(stop.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or SocketException or HttpRequestException or OperationCanceledException or UnauthorizedAccessException)
        {
            // A machine without loopback loads everything with the first request.
        }
    }

    private static async Task AnswerAsync(HttpContext http)
    {
        using var inHand = new BytesInHand(new VidoraEndpointOptions(), TimeProvider.System, long.MaxValue);
        using var body = await RequestBody.ReadAsync(http.Request, 1024, inHand, TimeProvider.System).ConfigureAwait(false);
        var mapper = new MParticleEventMapper();
        foreach (var document in MParticleDocuments.Read(body.Bytes))
        {
            if (document.TryReadBatch(MParticleFormat.Auto, out var batch, out _))
            {
                mapper.Map(batch);
            }
        }

        try
        {
            FirehoseJson.ReadRequest(body.Bytes);
        }
        catch (MParticleFormatException)
        {
            // The document is no message.
        }

        var answer = EndpointAccess.IsForeign(http.Request) || !EndpointAccess.IsLocal(http) ? ReceivingAnswer.Forbidden : ReceivingAnswer.Stopping;
        await Receiver.WriteAsync(answer, http.Response).ConfigureAwait(false);
    }

    private static byte[] Compress(string encoding, ReadOnlySpan<byte> content)
    {
        using var output = new MemoryStream();
        using (Stream compression = encoding switch
        {
            "gzip" => new GZipStream(output, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(output, CompressionLevel.Fastest, leaveOpen: true),
            _ => output,
        })
        {
            compression.Write(content);
        }

        return output.ToArray();
    }
}
