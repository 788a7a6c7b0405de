using System.Buffers;
using System.CommandLine;
using System.Globalization;
using Vidora.Integration;
using Vidora.Integration.Delivery;
using Vidora.Samples.Console.Input;
using Vidora.Samples.Console.Reporting;
using Vidora.Samples.Console.Sending;

namespace Vidora.Samples.Console.Commands;

/// <summary>Sends an archive of batches to Vidora, and continues at a checkpoint: <c>vidora replay</c>.</summary>
internal static class ReplayCommand
{
    private static readonly string[] _times = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK"];

    public static Command Create(Terminal terminal)
    {
        var options = new Options();
        var command = new Command("replay", "Send the events in files and folders to Vidora, in the order of the files.");
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, options, terminal, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, Options options, Terminal terminal, CancellationToken cancellationToken)
    {
        var replayOptions = options.ToReplay(parsed);
        if (replayOptions is { RetryRefused: true, CheckpointFile: null })
        {
            throw new CommandFailedException("--retry-refused needs the --checkpoint of the replay that was refused.");
        }

        var inputs = InputFile.List(options.Input.Paths(parsed));
        var reportFile = parsed.GetValue(options.Report) is { } reportPath ? Create(reportPath, inputs, replayOptions.CheckpointFile) : null;
        await using (reportFile)
        {
            var vidora = options.ToVidora(parsed, terminal);
            using var account = VidoraAccount.Create(vidora);
            using var replay = new VidoraReplay(account.Client, vidora);
            try
            {
                var report = await ReplayProgressDisplay.RunAsync(
                    terminal.Error, progress => replay.RunAsync(inputs, replayOptions, progress, cancellationToken));
                var json = new ArrayBufferWriter<byte>();
                report.WriteTo(json);
                if (reportFile is not null)
                {
                    await reportFile.WriteAsync(json.WrittenMemory, CancellationToken.None);
                }

                if (parsed.GetValue(options.Json))
                {
                    await terminal.Output.WriteAsync(json.WrittenMemory, CancellationToken.None);
                    terminal.Output.WriteByte((byte)'\n');
                }
                else
                {
                    ReplaySummary.Write(report, terminal.Out, terminal.Error);
                }

                return report.WasStopped ? ExitCode.Interrupted : report.IsClean ? ExitCode.Done : ExitCode.Partly;
            }
            catch (ReplayException e)
            {
                throw CommandFailedException.Of(e);
            }
        }
    }

    private static FileStream Create(string path, IReadOnlyList<ReplayInput> inputs, string? checkpoint)
    {
        var full = Path.GetFullPath(path);
        if (checkpoint is not null && Path.GetFullPath(checkpoint) is var own
            && full.StartsWith(own, StringComparison.Ordinal)
            && full[own.Length..] is "" or ".lock" or "-wal" or "-shm" or "-old")
        {
            throw new CommandFailedException($"the report \"{path}\" would be written over the checkpoint or one of its files.");
        }

        if (inputs.Any(input => input.Name == full))
        {
            throw new CommandFailedException($"the report \"{path}\" would be written over one of the files to replay.");
        }

        try
        {
            return OwnFile.Create(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException($"the report \"{path}\" cannot be written: {e.Message}");
        }
    }

    private sealed class Options
    {
        private readonly Option<Uri> _to = AddressOption.Create("--to", "The address of Vidora or an emulator. --dry-run needs none.");
        private readonly KeyOptions _keys = new();
        private readonly Option<string> _checkpoint = new("--checkpoint")
        {
            Description = "The file that keeps the position. The same command continues there.",
            HelpName = "FILE",
        };

        private readonly Option<DateTimeOffset?> _from = Time("--from", "Send events from this time on. Default zone: UTC.");
        private readonly Option<DateTimeOffset?> _until = Time("--to-time", "Send events before this time.");
        private readonly Option<string[]> _types = new("--type")
        {
            Description = "Send these types: Vidora's (purchase) or mParticle's (commerce_event). You can use it several times.",
            HelpName = "TYPE",
        };

        private readonly Option<long[]> _users = new("--user")
        {
            Description = "Send the events of these users. You can use it several times.",
            HelpName = "MPID",
        };

        private readonly Option<double?> _rate = new("--rate") { Description = "The maximum number of events a second.", HelpName = "N" };
        private readonly Option<int> _requests = new("--requests")
        {
            Description = "The number of concurrent requests.",
            HelpName = "N",
            DefaultValueFactory = _ => 4,
        };

        private readonly Option<bool> _retryRefused = new("--retry-refused")
        {
            Description = "Send the events again that Vidora refused in earlier runs of the checkpoint.",
        };

        private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Read and map everything, and send nothing. The checkpoint does not move." };

        public InputOptions Input { get; } = new("PATH", "Files and folders of mParticle's storage outputs, plain or gzip.");

        public Option<string> Report { get; } = new("--report") { Description = "The JSON file that gets the reconciliation.", HelpName = "FILE" };

        public Option<bool> Json { get; } = JsonOption.Create("Write the reconciliation as one JSON object, as --report does.");

        public void AddTo(Command command)
        {
            Input.AddTo(command);
            command.Options.Add(_to);
            _keys.AddTo(command);
            foreach (var option in new Option[] { _checkpoint, _from, _until, _types, _users, _rate, _requests, _retryRefused, _dryRun, Report, Json })
            {
                command.Options.Add(option);
            }
        }

        public ReplayOptions ToReplay(ParseResult parsed)
        {
            try
            {
                return new ReplayOptions
                {
                    CheckpointFile = parsed.GetValue(_checkpoint),
                    From = parsed.GetValue(_from),
                    To = parsed.GetValue(_until),
                    Types = parsed.GetValue(_types) ?? [],
                    Users = parsed.GetValue(_users) ?? [],
                    EventsPerSecond = parsed.GetValue(_rate),
                    MaxConcurrentRequests = parsed.GetValue(_requests),
                    RetryRefused = parsed.GetValue(_retryRefused),
                    DryRun = parsed.GetValue(_dryRun),
                    Format = Input.Format(parsed),
                };
            }
            catch (ArgumentOutOfRangeException)
            {
                throw new CommandFailedException("--rate takes 0.001 or more, --requests 1 to 256.");
            }
        }

        public VidoraOptions ToVidora(ParseResult parsed, Terminal terminal)
        {
            var options = new VidoraOptions();
            if (parsed.GetValue(_dryRun))
            {
                // A dry run sends nothing. It needs the account for the sizes of requests.
                options.ApiKey = "none";
            }
            else
            {
                options.BaseAddress = parsed.GetValue(_to) ?? throw new CommandFailedException("--to is missing; set the address of Vidora, or use --dry-run.");
                options.AllowHttp = _keys.AllowsHttp(parsed);
                options.ApiKey = _keys.RequiredKey(parsed, terminal, options.BaseAddress);
                options.ApiSecret = _keys.Secret(parsed, terminal);
            }

            Input.Apply(parsed, options.Mapping);
            return options;
        }

        private static Option<DateTimeOffset?> Time(string name, string description) => new(name)
        {
            Description = description,
            HelpName = "TIME",
            CustomParser = result =>
            {
                var text = result.Tokens.Count > 0 ? result.Tokens[0].Value : "";
                if (DateTimeOffset.TryParseExact(text, _times, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
                {
                    return time;
                }

                result.AddError($"{name} takes a time such as 2026-01-31 or 2026-01-31T18:00:00Z");
                return null;
            },
        };
    }
}
