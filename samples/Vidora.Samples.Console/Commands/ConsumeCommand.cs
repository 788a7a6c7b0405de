using System.CommandLine;
using Vidora.Integration.Delivery;
using Vidora.Integration.Kafka;
using Vidora.Samples.Console.Hosting;
using Vidora.Samples.Console.Reporting;

namespace Vidora.Samples.Console.Commands;

/// <summary>Forwards from Kafka to Vidora, as a member of a consumer group, until it is stopped: <c>vidora consume</c>.</summary>
internal static class ConsumeCommand
{
    private static readonly TimeSpan _statusInterval = TimeSpan.FromSeconds(5);

    public static Command Create(Terminal terminal)
    {
        var options = new Options();
        var command = new Command(
            "consume", "Forward the batches that mParticle writes to Kafka to Vidora, as a member of a consumer group, until you stop it.");
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(options.Read(parsed, terminal), options.WritesJson(parsed), terminal, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ConsumeSettings settings, bool json, Terminal terminal, CancellationToken cancellationToken)
    {
        using var host = await ConsumeHost.StartAsync(settings, cancellationToken);
        terminal.Out.WriteUnbroken(
            $"Consuming {string.Join(", ", settings.Topics)} from {settings.BootstrapServers} in group {settings.Group}, and forwarding to {settings.To}. Ctrl+C stops it.");
        terminal.Out.WriteUnbroken($"Dead letters and unreadable batches: {settings.DeadLetterTopic ?? Path.GetFullPath(settings.QueueFile)}.");
        await ReportAsync(host, terminal, cancellationToken);
        await host.StopAsync();
        var status = await host.Forwarder.GetStatusAsync(CancellationToken.None);
        if (json)
        {
            terminal.Out.WriteJson(QueueReport.ToJson(status));
            return ExitCode.Done;
        }

        WriteEnd(host.Consumer.GetStatus(), status, terminal);
        return ExitCode.Done;
    }

    /// <summary>Writes the state whenever it changes.</summary>
    private static async Task ReportAsync(ConsumeHost host, Terminal terminal, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_statusInterval);
        var written = "";
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var sentence = await DescribeAsync(host, cancellationToken);
                if (sentence != written)
                {
                    terminal.Error.WriteUnbroken(sentence);
                    written = sentence;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The stop of the host finishes requests in flight.
        }
    }

    private static async Task<string> DescribeAsync(ConsumeHost host, CancellationToken cancellationToken)
    {
        var consuming = host.Consumer.GetStatus().Sentence;
        try
        {
            var forwarding = await host.Forwarder.GetStatusAsync(cancellationToken);
            return forwarding.NextProbeAt is null ? consuming : $"{consuming} {forwarding.Sentence}";
        }
        catch (DeliveryStoreException e)
        {
            return $"{consuming} {e.Message}";
        }
    }

    internal static void WriteEnd(KafkaConsumerStatus consumed, ForwardingStatus status, Terminal terminal)
    {
        terminal.Out.WriteUnbroken("Stopped. The group goes on behind what was settled.");
        if (WhyNothing(consumed, status) is { } why)
        {
            terminal.Out.WriteUnbroken(why);
        }

        var table = new SummaryTable("", "events");
        QueueReport.AddOutcomesTo(table, status);
        if (consumed.NotForwardedEvents.Count > 0)
        {
            table.Group("Not forwarded by reason");
            foreach (var (reason, count) in consumed.NotForwardedEvents.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal))
            {
                table.Row(reason, Numbers.Text(count));
            }
        }

        QueueReport.AddTo(table, status.Store);
        table.WriteTo(terminal.Out);
    }

    /// <summary>Returns why no event was sent, or null.</summary>
    private static string? WhyNothing(KafkaConsumerStatus consumed, ForwardingStatus status)
    {
        if (status.Outcomes.Count > 0)
        {
            return null;
        }

        var messages = Numbers.Count(consumed.SettledMessages, "message", "messages");
        var left = consumed.NotForwardedEvents.Values.Sum();
        return consumed.SettledMessages == 0 ? "Nothing was delivered: no message was settled."
            : left == 0 ? $"Nothing was delivered: nothing in {messages} could be forwarded."
            : $"Nothing was delivered: {Numbers.Count(left, "event", "events")} in {messages} {(left == 1 ? "was" : "were")} not forwarded, mostly {consumed.NotForwardedEvents.MaxBy(entry => entry.Value).Key}.";
    }

    private sealed class Options
    {
        private readonly Option<string> _bootstrap = new("--bootstrap")
        {
            Description = "The brokers of the first connection.", HelpName = "HOST:PORT,…", Required = true,
        };

        private readonly Option<string[]> _topics = new("--topic")
        {
            Description = "A topic that mParticle writes to. You can use it several times.", HelpName = "NAME", Required = true,
        };

        private readonly Option<string> _group = new("--group")
        {
            Description = "The consumer group. Its members share the partitions.", HelpName = "NAME", Required = true,
        };

        private readonly Option<Uri> _to = AddressOption.Create("--to", "The address of Vidora or an emulator.", required: true);

        private readonly Option<string> _queue = new("--queue")
        {
            Description = "The file for dead letters, the quarantine and forgotten users. Each member needs its own file.",
            HelpName = "FILE",
            DefaultValueFactory = _ => "vidora-queue.db",
        };

        private readonly Option<string> _deadLetterTopic = new("--dead-letter-topic")
        {
            Description = "The topic that gets dead letters and unreadable batches. Default: the queue file.", HelpName = "NAME",
        };

        private readonly Option<string> _erasureTopic = new("--erasure-topic")
        {
            Description = "The compacted topic with the forgotten users of all processes. Default: none, and a user is forgotten by one process only.",
            HelpName = "NAME",
        };

        private readonly Option<int> _workers = new("--workers")
        {
            Description = "The concurrent requests for each partition.", HelpName = "N", DefaultValueFactory = _ => 1,
        };

        private readonly Option<string[]> _kafka = new("--kafka")
        {
            Description = "A setting of librdkafka, such as security.protocol=SASL_SSL. You can use it several times. "
                + "Prefer the variable VIDORA_KAFKA_SASL_PASSWORD for the password.",
            HelpName = "KEY=VALUE",
        };

        private readonly KeyOptions _keys = new();

        private readonly ServiceOptions _service = new();

        public void AddTo(Command command)
        {
            foreach (var option in new Option[] { _bootstrap, _topics, _group, _to, _queue, _deadLetterTopic, _erasureTopic, _workers, _kafka })
            {
                command.Options.Add(option);
            }

            _keys.AddTo(command);
            _service.AddTo(command);
        }

        public bool WritesJson(ParseResult parsed) => _service.WritesJson(parsed);

        /// <exception cref="CommandFailedException">A setting is not KEY=VALUE, or there is no key.</exception>
        public ConsumeSettings Read(ParseResult parsed, Terminal terminal)
        {
            var to = parsed.GetRequiredValue(_to);
            var kafka = (parsed.GetValue(_kafka) ?? []).Select(Setting).ToList();
            if (terminal.Variable("VIDORA_KAFKA_SASL_PASSWORD") is { } password)
            {
                kafka.Add(new("sasl.password", password));
            }

            return new ConsumeSettings
            {
                BootstrapServers = parsed.GetRequiredValue(_bootstrap),
                Topics = parsed.GetRequiredValue(_topics),
                Group = parsed.GetRequiredValue(_group),
                To = to,
                QueueFile = parsed.GetRequiredValue(_queue),
                DeadLetterTopic = parsed.GetValue(_deadLetterTopic),
                ErasureTopic = parsed.GetValue(_erasureTopic),
                Workers = parsed.GetRequiredValue(_workers),
                Kafka = kafka,
                Mapping = _service.Mapping(parsed),
                LogsJson = _service.LogsJson(parsed),
                ExportsTelemetry = terminal.Variable("OTEL_EXPORTER_OTLP_ENDPOINT") is not null,
                Configuration = _service.Configuration(parsed),
                AllowHttp = _keys.AllowsHttp(parsed),
                ApiKey = _keys.RequiredKey(parsed, terminal, to),
                ApiSecret = _keys.Secret(parsed, terminal),
            };
        }

        private static KeyValuePair<string, string> Setting(string text) => text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
            ? new(text[..at], text[(at + 1)..])
            : throw new CommandFailedException("--kafka takes KEY=VALUE, such as security.protocol=SASL_SSL.");
    }
}
