using System.CommandLine;
using Vidora.Samples.Console.Hosting;

namespace Vidora.Samples.Console.Commands;

/// <summary>Selects where an operator's command works: a running host, or a queue file that no process holds.</summary>
internal sealed class HostOption
{
    private readonly Option<Uri> _host = AddressOption.Create(
        "--host", "The operations address of a running host, such as http://127.0.0.1:8481/vidora. Default: none, and the command opens the file of --queue.");

    private readonly Option<string> _credential = new("--operator-credential")
    {
        Description = "The operator's credential of the host. Prefer the variable VIDORA_OPERATOR_CREDENTIAL.", HelpName = "VALUE",
    };

    private readonly Option<string> _account = new("--account") { Description = "The account of the host. Default: the account without a name.", HelpName = "NAME" };

    private readonly Option<string> _queue;

    public HostOption(string queueDescription) => _queue = QueueOption.Create(queueDescription, required: false);

    public void AddTo(Command command)
    {
        command.Options.Add(_queue);
        command.Options.Add(_host);
        command.Options.Add(_credential);
        command.Options.Add(_account);
    }

    /// <summary>Returns a client of the host; null when the command works on a file.</summary>
    public OperationsClient? Client(ParseResult parsed) => parsed.GetValue(_host) is not { } host
        ? null
        : new OperationsClient(
            host,
            parsed.GetValue(_credential) ?? throw new CommandFailedException("no operator's credential; set the variable VIDORA_OPERATOR_CREDENTIAL, or use --operator-credential."),
            parsed.GetValue(_account));

    /// <summary>Returns the queue file.</summary>
    /// <exception cref="CommandFailedException">The command line names none.</exception>
    public string Queue(ParseResult parsed) =>
        parsed.GetValue(_queue) ?? throw new CommandFailedException("name the queue file with --queue, or a running host with --host.");
}
