using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Vidora.Integration.Delivery;

namespace Vidora.Integration.Benchmarks;

/// <summary>How long the operations page takes, and how large it is, over a queue of many events with everything else on it too.</summary>
internal static class OperationsFigures
{
    private const int AppendSize = 1_000;
    private const int Others = 100;
    private const int Requests = 21;

    public static async Task PrintAsync(long events)
    {
        var folder = Directory.CreateTempSubdirectory("vidora-operations-");
        try
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
            builder.Services.AddRoutingCore();
            builder.Services
                .AddVidora(options => (options.BaseAddress, options.ApiKey) = (new Uri("http://127.0.0.1:1"), "key"))
                .AddForwarding(options => options.QueueFile = Path.Combine(folder.FullName, "queue.db"));
            await using var app = builder.Build();
            app.MapVidoraOperations("/vidora", options => options.Credentials.Add("operator"));
            var forwarder = app.Services.GetRequiredService<VidoraForwarder>();
            forwarder.Pause();
            await app.StartAsync();
            await FillAsync(forwarder, events);

            using var http = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "operator");
            var times = new List<double>();
            var bytes = 0;
            for (var i = 0; i < Requests; i++)
            {
                var start = Stopwatch.GetTimestamp();
                bytes = (await http.GetByteArrayAsync(new Uri("/vidora", UriKind.Relative))).Length;
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            var first = times[0];
            times.Sort();
            Figures.Print("operations_page", json =>
            {
                json.WriteNumber("events", events);
                json.WriteNumber("milliseconds", Math.Round(times[Requests / 2], 1));
                json.WriteNumber("milliseconds_first", Math.Round(first, 1));
                json.WriteNumber("milliseconds_slowest", Math.Round(times[^1], 1));
                json.WriteNumber("kilobytes", Math.Round(bytes / 1000.0, 1));
            });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task FillAsync(VidoraForwarder forwarder, long events)
    {
        for (long i = 0; i < events; i += AppendSize)
        {
            await forwarder.AcceptAsync([.. Enumerable.Range(0, (int)Math.Min(AppendSize, events - i)).Select(number => new VidoraEvent(
                (i + number).ToString(CultureInfo.InvariantCulture), "purchase", [new("sku", new string('x', 200))])
            {
                Timestamp = DateTimeOffset.UnixEpoch.AddYears(56),
            })]);
        }

        for (var i = 0; i < Others; i++)
        {
            await forwarder.QuarantineAsync(Encoding.UTF8.GetBytes($"{{\"events\":[{new string('[', 60)}\"{i}\",{string.Join(',', Enumerable.Repeat("\"x\"", 500))}"), QuarantineReason.Unreadable);
            await forwarder.ForgetAsync([(-1 - i).ToString(CultureInfo.InvariantCulture)]);
            await forwarder.Store.AddDeadLettersAsync(
                [new VidoraEvent("1", "purchase")], [new SendOutcome(SendStatus.Dead, $"http_{(400 + i).ToString(CultureInfo.InvariantCulture)}")]);
        }
    }
}
