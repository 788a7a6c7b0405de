using System.CommandLine;
using Vidora.Integration.Emulator;

namespace Vidora.Samples.Console.Commands;

/// <summary>
/// Reads the key and the secret of a Vidora account from the command line or the environment. Prefer the environment: process lists
/// and shell histories show command lines.
/// </summary>
internal sealed class KeyOptions
{
    private readonly Option<string> _key;
    private readonly Option<string> _secret;
    private readonly Option<bool> _allowHttp = AllowHttpOption.Create();

    /// <summary>Creates the options of a command that sends.</summary>
    public KeyOptions()
        : this(
            "The key of the Vidora account. Default: demo-key when --to is an emulator on this machine.",
            "The secret of the Vidora account. With it, every call is signed.")
    {
    }

    public KeyOptions(string keyDescription, string secretDescription)
    {
        _key = new("--api-key") { Description = $"{keyDescription} Prefer the variable VIDORA_API_KEY.", HelpName = "KEY" };
        _secret = new("--api-secret") { Description = $"{secretDescription} Prefer the variable VIDORA_API_SECRET.", HelpName = "SECRET" };
    }

    /// <param name="command">The command.</param>
    /// <param name="isReceiver">Whether the command receives calls with the keys, and sends none.</param>
    public void AddTo(Command command, bool isReceiver = false)
    {
        command.Options.Add(_key);
        command.Options.Add(_secret);
        if (!isReceiver)
        {
            command.Options.Add(_allowHttp);
        }
    }

    /// <summary>Returns whether the keys may travel over http beyond this machine.</summary>
    public bool AllowsHttp(ParseResult parsed) => parsed.GetValue(_allowHttp);

    /// <summary>Returns the key to send with. The emulator's key is the default for an address of this machine.</summary>
    /// <exception cref="CommandFailedException">There is no key.</exception>
    public string RequiredKey(ParseResult parsed, Terminal terminal, Uri address) =>
        Key(parsed, terminal)
        ?? (address.IsLoopback
            ? new VidoraEmulatorOptions().ApiKey
            : throw new CommandFailedException("no API key; set the variable VIDORA_API_KEY, or use --api-key."));

    public string? Key(ParseResult parsed, Terminal terminal) => parsed.GetValue(_key) ?? terminal.Variable("VIDORA_API_KEY");

    public string? Secret(ParseResult parsed, Terminal terminal) => parsed.GetValue(_secret) ?? terminal.Variable("VIDORA_API_SECRET");
}
