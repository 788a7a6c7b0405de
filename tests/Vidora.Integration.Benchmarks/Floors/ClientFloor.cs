namespace Vidora.Integration.Benchmarks.Floors;

/// <summary>Requests of events by the client, a few at once, beside the same bytes by a plain <see cref="HttpClient"/>.</summary>
internal static class ClientFloor
{
    private const int EventsPerRequest = 500;

    /// <summary>As many requests at once as the queue has by default.</summary>
    private const int Callers = 4;

    public static async Task AddAsync(FloorTable table)
    {
        await using var sink = await SinkProcess.StartAsync(SinkProcess.Bare);
        var requests = Corpus.Requests(20, EventsPerRequest);
        var bodies = Array.ConvertAll(requests, Corpus.BodyOf);
        var client = new VidoraClient(new VidoraOptions { BaseAddress = sink.Address, ApiKey = "demo-key", MaxRequestBytes = bodies.Max(body => body.Length) });
        using var http = new HttpClient();
        await table.AddAsync(new Pair
        {
            Name = "client",
            Unit = "events_per_s",
            FloorName = "HttpClient, the same bytes to the same sink",
            AtLeast = 0.8,
            Figure = async () => EventsPerRequest * await Round.RateAsync(Callers, async call =>
            {
                var sent = await client.SendEventsAsync(requests[call % requests.Length]);
                sent.EnsureAllAccepted();
            }),
            Floor = async () => EventsPerRequest * await Round.RateAsync(Callers, async call =>
            {
                using var content = new ByteArrayContent(bodies[call % bodies.Length]);
                using var answer = await http.PostAsync(sink.Address, content);
                answer.EnsureSuccessStatusCode();
            }),
        });
    }
}
