using Microsoft.Extensions.Options;

namespace Vidora.Samples.Console;

/// <summary>Ends a command with one line on standard error.</summary>
/// <param name="message">The line: what is wrong and how to correct it.</param>
/// <param name="exitCode">The exit code of the program.</param>
internal sealed class CommandFailedException(string message, int exitCode = Console.ExitCode.WrongUse) : Exception(message)
{
    /// <summary>Names the option of the command line or the variable for an option in code.</summary>
    private static readonly (string Option, string Argument)[] _arguments =
    [
        ("VidoraOptions.BaseAddress", "--to"),
        ("VidoraOptions.ApiKey", "the API key"),
        ("VidoraOptions.ApiSecret", "the API secret"),
        ("MParticleFeedOptions.Key", "MPARTICLE_FEED_KEY"),
        ("MParticleFeedOptions.Secret", "MPARTICLE_FEED_SECRET"),
        ("VidoraKafkaOptions.WorkersPerPartition", "--workers"),
        ("VidoraKafkaOptions.DeadLetterTopic", "--dead-letter-topic"),
        ("VidoraKafkaOptions.Consumer makes", "--kafka makes"),
        ("VidoraKafkaErasureOptions.Client makes", "--kafka makes"),
        ("BaseAddress of this account", "--to"),
        ("BaseAddress", "--to"),
        ("QueueFile", "--queue"),
    ];

    public int ExitCode { get; } = exitCode;

    /// <summary>Returns the library's message in the terms of the command line.</summary>
    public static CommandFailedException Of(Exception exception, int exitCode = Console.ExitCode.WrongUse)
    {
        var message = exception is OptionsValidationException options ? options.Failures.First().Split(" Set options.")[0] : exception.Message;
        message = message.Split(" (Parameter '")[0];
        return new(_arguments.Aggregate(message, (text, pair) => text.Replace(pair.Option, pair.Argument, StringComparison.Ordinal)), exitCode);
    }
}
