using System.CommandLine;
using Vidora.Integration.Delivery;

namespace Vidora.Samples.Console.Commands;

/// <summary>The queue file, and how it is opened: what is wrong with it is one line.</summary>
internal static class QueueOption
{
    public static Option<string> Create(string description, bool required = true) =>
        new("--queue") { Description = description, HelpName = "FILE", Required = required };

    /// <exception cref="CommandFailedException">There is no such file, another process has it, or it is no sound queue.</exception>
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
            throw Refusal(e);
        }
    }

    /// <summary>What is an option in code is an argument here.</summary>
    public static CommandFailedException Refusal(Exception exception) =>
        new(exception.Message.Replace("QueueFile", "--queue", StringComparison.Ordinal));
}
