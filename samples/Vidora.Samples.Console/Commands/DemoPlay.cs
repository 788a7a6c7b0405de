using Vidora.Integration.Emulator;
using Vidora.Samples.Console.Hosting;
using Vidora.Samples.Console.Reporting;

namespace Vidora.Samples.Console.Commands;

/// <summary>Sends the first batches of the demonstration as mParticle does, to a host in this process that forwards them.</summary>
internal static class DemoPlay
{
    private const int Batches = 204;
    private const int Users = 24;

    /// <summary>Returns whether everything adds up.</summary>
    /// <param name="emulator">The emulator that sends, and receives what the host forwards.</param>
    /// <param name="at">The time of the batches. They are before the other ones, so that they change no prediction.</param>
    /// <param name="terminal">The terminal.</param>
    /// <param name="cancellationToken">Stops the demonstration.</param>
    public static async Task<bool> RunAsync(VidoraEmulator emulator, DateTimeOffset at, Terminal terminal, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("vidora-demo-");
        try
        {
            var credential = Guid.NewGuid().ToString();
            var settings = new ServeSettings
            {
                Listen = new Uri("http://127.0.0.1:0"), To = emulator.Address, ApiKey = emulator.ApiKey, ApiSecret = emulator.ApiSecret,
                QueueFile = Path.Combine(folder.FullName, "queue.db"), WebhookAuthorization = credential, IsQuiet = true,
            };
            await using var host = await ServeHost.StartAsync(settings, cancellationToken);
            var result = await emulator.MParticle.PlayAsync(
                new MParticlePlay
                {
                    To = host.Address, Output = MParticleOutput.WebhookBatches, Authorization = credential, Batches = Batches, Users = Users, Rate = 1_000, StartAt = at,
                },
                cancellationToken);
            await host.StopAsync();
            terminal.Out.WriteUnbroken(
                $"mParticle's outputs sent {Numbers.Count(result.Batches, "batch", "batches")} to a host on this machine: {Numbers.Text(result.SentEvents)} events sent, "
                + $"{Numbers.Text(result.AcceptedEvents)} accepted, {Numbers.Text(result.LeftOut.Values.Sum())} left out; Vidora has {Numbers.Text(result.HeldEvents)} of {Numbers.Text(result.ExpectedEvents)}.");
            return result.IsExact;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
