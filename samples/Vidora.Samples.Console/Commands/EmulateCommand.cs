using System.CommandLine;
using Vidora.Integration.Emulator;
using Vidora.Samples.Console.Reporting;

namespace Vidora.Samples.Console.Commands;

/// <summary><c>vidora emulate</c>: Vidora on this machine until it is stopped.</summary>
internal static class EmulateCommand
{
    private static readonly Uri _defaultAddress = new("http://127.0.0.1:8480");

    public static Command Create(Terminal terminal)
    {
        var listen = AddressOption.Create("--listen", "Where to listen; port 0 takes a free one.");
        listen.DefaultValueFactory = _ => _defaultAddress;
        var keys = new KeyOptions("The key that is accepted; demo-key when none is given.", "With a secret, every call must be signed with it.");
        var feedKey = new Option<string>("--feed-key") { Description = "The key of the emulated mParticle feed.", HelpName = "KEY", DefaultValueFactory = _ => "feed-key" };
        var feedSecret = new Option<string>("--feed-secret") { Description = "The secret of the emulated mParticle feed.", HelpName = "SECRET", DefaultValueFactory = _ => "feed-secret" };
        var data = new Option<string?>("--data") { Description = "A folder that keeps what was received over a restart. Nothing is kept when not given.", HelpName = "DIR" };
        var password = new Option<string?>("--password")
        {
            Description = "The password of the pages, needed to listen beyond this machine. Better in the variable VIDORA_EMULATOR_PASSWORD.",
            HelpName = "PASSWORD",
        };
        var open = new Option<bool>("--open") { Description = "Open the pages in a browser." };
        var command = new Command("emulate", "Run an emulator of Vidora, and of an mParticle feed, on this machine until it is stopped.");
        command.Options.Add(listen);
        keys.AddTo(command);
        command.Options.Add(feedKey);
        command.Options.Add(feedSecret);
        command.Options.Add(data);
        command.Options.Add(password);
        command.Options.Add(open);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new VidoraEmulatorOptions
            {
                Listen = parsed.GetRequiredValue(listen),
                FeedKey = parsed.GetRequiredValue(feedKey),
                FeedSecret = parsed.GetRequiredValue(feedSecret),
                Directory = parsed.GetValue(data),
                Password = parsed.GetValue(password) ?? terminal.Variable("VIDORA_EMULATOR_PASSWORD"),
            },
            parsed.GetValue(open),
            keys.Key(parsed, terminal),
            keys.Secret(parsed, terminal),
            terminal,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        VidoraEmulatorOptions wanted, bool open, string? key, string? secret, Terminal terminal, CancellationToken cancellationToken)
    {
        await using var emulator = await EmulatorStart.StartAsync(
            options =>
            {
                options.Listen = wanted.Listen;
                options.FeedKey = wanted.FeedKey;
                options.FeedSecret = wanted.FeedSecret;
                options.Directory = wanted.Directory;
                options.Password = wanted.Password;
                options.ApiKey = key ?? options.ApiKey;
                options.ApiSecret = secret;
            },
            cancellationToken);
        terminal.Out.WriteUnbroken($"Vidora is emulated at {emulator.Address}. Ctrl+C stops it.");
        terminal.Out.WriteUnbroken($"Key: {(key is null ? emulator.ApiKey : "the given one")}. Calls {(secret is null ? "need no signature" : "must be signed")}.");
        terminal.Out.WriteUnbroken($"An mParticle feed is emulated at {new Uri(emulator.Address, "s2s")}.");
        terminal.Out.WriteUnbroken($"Look at what arrives: {emulator.Address}");
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
