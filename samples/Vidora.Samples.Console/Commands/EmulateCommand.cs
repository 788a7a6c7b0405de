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
        var command = new Command("emulate", "Run an emulator of Vidora, and of an mParticle feed, on this machine until it is stopped.");
        command.Options.Add(listen);
        keys.AddTo(command);
        command.Options.Add(feedKey);
        command.Options.Add(feedSecret);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new VidoraEmulatorOptions
            {
                Listen = parsed.GetRequiredValue(listen),
                FeedKey = parsed.GetRequiredValue(feedKey),
                FeedSecret = parsed.GetRequiredValue(feedSecret),
            },
            keys.Key(parsed, terminal),
            keys.Secret(parsed, terminal),
            terminal,
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        VidoraEmulatorOptions wanted, string? key, string? secret, Terminal terminal, CancellationToken cancellationToken)
    {
        await using var emulator = await EmulatorStart.StartAsync(
            options =>
            {
                options.Listen = wanted.Listen;
                options.FeedKey = wanted.FeedKey;
                options.FeedSecret = wanted.FeedSecret;
                options.ApiKey = key ?? options.ApiKey;
                options.ApiSecret = secret;
            },
            cancellationToken);
        terminal.Out.WriteUnbroken($"Vidora is emulated at {emulator.Address}. Ctrl+C stops it.");
        terminal.Out.WriteUnbroken($"Key: {(key is null ? emulator.ApiKey : "the given one")}. Calls {(secret is null ? "need no signature" : "must be signed")}.");
        terminal.Out.WriteUnbroken($"An mParticle feed is emulated at {new Uri(emulator.Address, "s2s")}; its users: {new Uri(emulator.Address, "emulator/users")}");
        terminal.Out.WriteUnbroken($"Received so far: {new Uri(emulator.Address, "emulator/state")} and {new Uri(emulator.Address, "emulator/events")}");
        await emulator.WaitForShutdownAsync(cancellationToken);
        var state = emulator.GetState();
        terminal.Out.WriteUnbroken(
            $"Stopped. {Numbers.Count(state.Received, "event", "events")} received, {Numbers.Text(state.Valid)} accepted, {Numbers.Text(state.Invalid)} invalid.");
        return ExitCode.Done;
    }
}
