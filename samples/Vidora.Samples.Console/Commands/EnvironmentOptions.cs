using System.CommandLine;

namespace Vidora.Samples.Console.Commands;

/// <summary>Takes options that a command line does not name from the environment: <c>--webhook-authorization</c> from VIDORA_WEBHOOK_AUTHORIZATION.</summary>
internal static class EnvironmentOptions
{
    /// <summary>The commands of services and of their operators. Others read files that a person names.</summary>
    private static readonly string[] _commands = ["serve", "consume", "queue", "forget", "quarantine", "erasures", "doctor"];

    /// <summary>Returns the arguments with the options from the environment behind them.</summary>
    public static IReadOnlyList<string> Expand(RootCommand root, IReadOnlyList<string> args, Terminal terminal)
    {
        Command command = root;
        foreach (var arg in args)
        {
            if (command.Subcommands.FirstOrDefault(sub => sub.Name == arg) is not { } sub)
            {
                break;
            }

            command = sub;
        }

        if (args.Count == 0 || !_commands.Contains(args[0]) || args.Any(arg => arg is "--help" or "-h" or "-?"))
        {
            return args;
        }

        var all = args.ToList();
        foreach (var option in command.Options)
        {
            if (terminal.Variable(NameOf(option)) is { } value && !args.Any(arg => arg == option.Name || arg.StartsWith(option.Name + "=", StringComparison.Ordinal)))
            {
                var values = option.Arity.MaximumNumberOfValues > 1 ? value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [value];
                all.AddRange(values.Select(one => $"{option.Name}={one}"));
            }
        }

        return all;
    }

    /// <summary>Returns the variable of an option.</summary>
    public static string NameOf(Option option) => "VIDORA" + option.Name[1..].Replace('-', '_').ToUpperInvariant();
}
