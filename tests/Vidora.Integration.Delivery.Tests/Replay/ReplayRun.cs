namespace Vidora.Integration.Delivery.Tests.Replay;

/// <summary>A replay to a scripted Vidora.</summary>
internal static class ReplayRun
{
    public static async Task<ReplayReport> OfAsync(
        ScriptedClient client,
        TimeProvider time,
        IReadOnlyCollection<ReplayInput> inputs,
        ReplayOptions? options = null,
        int maxEvents = 500,
        CancellationToken cancellationToken = default)
    {
        using var replay = Create(client, time, maxEvents);
        return await replay.RunAsync(inputs, options, null, cancellationToken);
    }

    public static Task<ReplayReport> OfAsync(ScriptedClient client, Archive archive, ReplayOptions? options = null, int maxEvents = 500) =>
        OfAsync(client, TimeProvider.System, ReplayInput.FromFiles([archive.Path]), options, maxEvents);

    public static VidoraReplay Create(VidoraClient client, TimeProvider time, int maxEvents = 500) =>
        new(client, new VidoraOptions { ApiKey = "key", MaxEventsPerRequest = maxEvents }, null, time);

    /// <summary>The ids of the events that were sent, in the order of the requests.</summary>
    public static IEnumerable<string> Sent(this ScriptedClient client) => client.Calls.SelectMany(call => call.EventIds);
}
