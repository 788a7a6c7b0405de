using System.CommandLine;
using Vidora.Integration.Emulator;
using Vidora.Samples.Console.Reporting;

namespace Vidora.Samples.Console.Commands;

/// <summary>Runs an emulator on this machine until it is stopped: <c>vidora emulate</c>.</summary>
internal static class EmulateCommand
{
    /// <summary>The address without <c>--listen</c>.</summary>
    public static readonly Uri DefaultAddress = new("http://127.0.0.1:8480");

    public static Command Create(Terminal terminal)
    {
        var listen = AddressOption.Create("--listen", "The address to listen at. Port 0 selects a free port.");
        listen.DefaultValueFactory = _ => DefaultAddress;
        var keys = new KeyOptions("The key that the emulator accepts. Default: demo-key.", "With a secret, the emulator accepts signed calls only.");
        var feedKey = new Option<string>("--feed-key")
        {
            Description = "The key of the emulated mParticle feed.", HelpName = "KEY", DefaultValueFactory = _ => "feed-key",
        };
        var feedSecret = new Option<string>("--feed-secret")
        {
            Description = "The secret of the emulated mParticle feed.", HelpName = "SECRET", DefaultValueFactory = _ => "feed-secret",
        };
        var data = new Option<string?>("--data")
        {
            Description = "The folder that keeps received data over a restart. Default: none, and a stop deletes the data.", HelpName = "DIR",
        };
        var password = new Option<string?>("--password")
        {
            Description = "The password of the pages. You need it to listen beyond this machine. Prefer the variable VIDORA_EMULATOR_PASSWORD.",
            HelpName = "PASSWORD",
        };
        var open = new Option<bool>("--open") { Description = "Open the pages in a browser." };
        var command = new Command("emulate", "Run an emulator of Vidora and of an mParticle feed on this machine until you stop it.")
        {
            listen, feedKey, feedSecret, data, password, open,
        };
        keys.AddTo(command, isReceiver: true);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            options =>
            {
                options.Listen = parsed.GetRequiredValue(listen);
                options.ApiKey = keys.Key(parsed, terminal) ?? options.ApiKey;
                options.ApiSecret = keys.Secret(parsed, terminal);
                options.FeedKey = parsed.GetRequiredValue(feedKey);
                options.FeedSecret = parsed.GetRequiredValue(feedSecret);
                options.Directory = parsed.GetValue(data);
                options.Password = parsed.GetValue(password) ?? terminal.Variable("VIDORA_EMULATOR_PASSWORD");
            },
            hasOwnKey: keys.Key(parsed, terminal) is not null,
            parsed.GetValue(open),
            terminal,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        Action<VidoraEmulatorOptions> configure, bool hasOwnKey, bool open, Terminal terminal, CancellationToken cancellationToken)
    {
        await using var emulator = await EmulatorStart.StartAsync(configure, cancellationToken);
        terminal.Out.WriteUnbroken($"Vidora is emulated at {emulator.Address}. Ctrl+C stops it.");
        terminal.Out.WriteUnbroken(
            $"Key: {(hasOwnKey ? "the given one" : emulator.ApiKey)}. Calls {(emulator.ApiSecret is null ? "need no signature" : "must be signed")}.");
        terminal.Out.WriteUnbroken($"An mParticle feed is emulated at {new Uri(emulator.Address, "s2s")}.");
        terminal.Out.WriteUnbroken($"See the received events: {emulator.Address}");
        if (open)
        {
            Browser.Open(emulator.Address, terminal);
        }

        await emulator.WaitForShutdownAsync(cancellationToken);
        var state = emulator.GetState();
        terminal.Out.WriteUnbroken(
            $"Stopped. {Numbers.Count(state.Received, "event", "events")} received, {Numbers.Text(state.Valid)} accepted, {Numbers.Text(state.Invalid)} invalid.");
        return ExitCode.Done;
    }
}
