using Vidora.Integration.Emulator;

namespace Vidora.Samples.Console.Commands;

/// <summary>Starts an emulator.</summary>
internal static class EmulatorStart
{
    /// <exception cref="CommandFailedException">The address or the folder cannot be used.</exception>
    public static async Task<VidoraEmulator> StartAsync(Action<VidoraEmulatorOptions> configure, CancellationToken cancellationToken)
    {
        try
        {
            return await VidoraEmulator.StartAsync(configure, cancellationToken);
        }
        catch (ArgumentException e)
        {
            throw CommandFailedException.Of(e);
        }
        catch (IOException e)
        {
            throw new CommandFailedException($"the emulator cannot start: {e.Message}");
        }
    }
}
