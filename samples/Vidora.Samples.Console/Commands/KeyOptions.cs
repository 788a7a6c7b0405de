using System.CommandLine;
using Vidora.Integration.Emulator;

namespace Vidora.Samples.Console.Commands;

/// <summary>
/// The key and secret of a Vidora account, from the environment or the command line. The environment is the better place:
/// command lines show up in process lists and shell histories.
/// </summary>
internal sealed class KeyOptions
{
    /// <summary>What commands that send say of their key.</summary>
    public const string SendingKey = "The key of the Vidora account; demo-key when none is given and Vidora is emulated on this machine.";

    private readonly Option<string> _key;
    private readonly Option<string> _secret;

    /// <param name="keyDescription">What the key is for here.</param>
    /// <param name="secretDescription">What the secret is for here.</param>
    public KeyOptions(string keyDescription, string secretDescription)
    {
        _key = new("--api-key") { Description = $"{keyDescription} Better in the variable VIDORA_API_KEY.", HelpName = "KEY" };
        _secret = new("--api-secret") { Description = $"{secretDescription} Better in the variable VIDORA_API_SECRET.", HelpName = "SECRET" };
    }

    public void AddTo(Command command)
    {
        command.Options.Add(_key);
        command.Options.Add(_secret);
    }

    /// <summary>The key to send with; that of the emulator when none is given and the address is one of this machine.</summary>
    /// <exception cref="CommandFailedException">There is none.</exception>
    public string RequiredKey(ParseResult parsed, Terminal terminal, Uri address) =>
        Key(parsed, terminal)
        ?? (address.IsLoopback ? new VidoraEmulatorOptions().ApiKey : throw new CommandFailedException("no API key; set the variable VIDORA_API_KEY, or give --api-key."));

    public string? Key(ParseResult parsed, Terminal terminal) => parsed.GetValue(_key) ?? terminal.Variable("VIDORA_API_KEY");

    public string? Secret(ParseResult parsed, Terminal terminal) => parsed.GetValue(_secret) ?? terminal.Variable("VIDORA_API_SECRET");
}
