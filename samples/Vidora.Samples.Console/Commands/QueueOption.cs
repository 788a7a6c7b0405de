using System.CommandLine;
using Vidora.Integration.Delivery;
using Vidora.Samples.Console.Hosting;

namespace Vidora.Samples.Console.Commands;

/// <summary>Creates the option of the queue file, and opens the file.</summary>
internal static class QueueOption
{
    public static Option<string> Create(string description, bool required = true) =>
        new("--queue") { Description = description, HelpName = "FILE", Required = required };

    /// <exception cref="CommandFailedException">The file does not exist, another process uses it, or it is not a queue file.</exception>
    public static DeliveryStore Open(string file, bool readOnly)
    {
        if (!File.Exists(file))
        {
            throw new CommandFailedException($"there is no queue file {file}.");
        }

        try
        {
            return new DeliveryStore(file, readOnly: readOnly);
        }
        catch (DeliveryStoreException e)
        {
            throw HostFile.Find(file) is { } host
                ? new CommandFailedException($"{e.Message} The process that has it takes orders: use --host {host}.")
                : CommandFailedException.Of(e);
        }
    }
}
