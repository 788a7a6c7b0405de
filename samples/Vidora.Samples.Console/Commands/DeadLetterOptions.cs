using System.CommandLine;
using Vidora.Integration.Delivery;

namespace Vidora.Samples.Console.Commands;

/// <summary>Selects the dead letters of a command.</summary>
internal sealed class DeadLetterOptions
{
    private readonly Option<string> _reason = new("--reason") { Description = "Select dead letters with this reason, such as http_400.", HelpName = "REASON" };
    private readonly Option<long[]> _ids = new("--id")
    {
        Description = "Select dead letters with these numbers.",
        HelpName = "NUMBER",
        AllowMultipleArgumentsPerToken = true,
    };

    public void AddTo(Command command)
    {
        command.Options.Add(_reason);
        command.Options.Add(_ids);
    }

    /// <summary>Returns the selection as the query of a host; empty for all.</summary>
    public IReadOnlyList<(string Name, string? Value)> Query(ParseResult parsed)
    {
        Filter(parsed);
        var ids = parsed.GetValue(_ids) ?? [];
        return parsed.GetValue(_reason) is { Length: > 0 } reason ? [("reason", reason)]
            : ids.Length > 0 ? [("id", string.Join(',', ids.Select(id => id.ToString(System.Globalization.CultureInfo.InvariantCulture))))]
            : [];
    }

    /// <exception cref="CommandFailedException">The command line has both options.</exception>
    public DeadLetterFilter Filter(ParseResult parsed)
    {
        var reason = parsed.GetValue(_reason);
        var ids = parsed.GetValue(_ids) ?? [];
        return (reason, ids.Length) switch
        {
            (null or "", 0) => DeadLetterFilter.All,
            (_, 0) => DeadLetterFilter.WithReason(reason),
            (null or "", _) => DeadLetterFilter.WithIds(ids),
            _ => throw new CommandFailedException("use either --reason or --id."),
        };
    }
}
