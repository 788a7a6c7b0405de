using System.CommandLine;
using Vidora.Integration.Delivery;
using Vidora.Integration.Kafka;
using Vidora.Samples.Console.Reporting;

namespace Vidora.Samples.Console.Commands;

/// <summary><c>vidora consume</c>: forwards from Kafka to Vidora until it is stopped, as a member of a consumer group.</summary>
internal static class ConsumeCommand
{
    private static readonly TimeSpan _lookEvery = TimeSpan.FromSeconds(5);

    public static Command Create(Terminal terminal)
    {
        var options = new Options();
        var command = new Command(
            "consume", "Forward what mParticle writes to Kafka to Vidora, as a member of a consumer group, until it is stopped.");
        options.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(options.Read(parsed, terminal), terminal, cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(ConsumeSettings settings, Terminal terminal, CancellationToken cancellationToken)
    {
        await using var host = await ConsumeHost.StartAsync(settings, cancellationToken);
        terminal.Out.WriteUnbroken(
            $"Consuming {string.Join(", ", settings.Topics)} from {settings.BootstrapServers} in group {settings.Group}, and forwarding to {settings.To}. Ctrl+C stops it.");
        terminal.Out.WriteUnbroken($"What cannot be forwarded: {settings.DeadLetterTopic ?? Path.GetFullPath(settings.QueueFile)}.");
        await ReportAsync(host, terminal, cancellationToken);
        await host.StopAsync();
        WriteEnd(host.Consumer.GetStatus(), await host.Forwarder.GetStatusAsync(CancellationToken.None), terminal);
        return ExitCode.Done;
    }

    /// <summary>Says how it goes whenever that has changed.</summary>
    private static async Task ReportAsync(ConsumeHost host, Terminal terminal, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_lookEvery);
        var said = "";
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                var sentence = await DescribeAsync(host, cancellationToken);
                if (sentence != said)
                {
                    terminal.Error.WriteUnbroken(sentence);
                    said = sentence;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped: what is under way is finished by the host.
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
        if (status.Outcomes.Count > 0)
        {
            table.Group("Attempts by outcome");
            foreach (var outcome in status.Outcomes.OrderBy(outcome => outcome.Status).ThenBy(outcome => outcome.Reason, StringComparer.Ordinal))
            {
                table.Row($"{QueueReport.Word(outcome.Status)}: {outcome.Reason}", Numbers.Text(outcome.Count));
            }
        }

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

    /// <summary>Why there was nothing to send; null when there was something.</summary>
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
            Description = "Brokers to begin with.", HelpName = "HOST:PORT,…", Required = true,
        };

        private readonly Option<string[]> _topics = new("--topic")
        {
            Description = "A topic that mParticle writes to; may be given several times.", HelpName = "NAME", Required = true,
        };

        private readonly Option<string> _group = new("--group")
        {
            Description = "The consumer group. Its members share the partitions.", HelpName = "NAME", Required = true,
        };

        private readonly Option<Uri> _to = AddressOption.Create("--to", "The address of Vidora, or of an emulator.");

        private readonly Option<string> _queue = new("--queue")
        {
            Description = "The file for dead letters, the quarantine and forgotten users; each member has its own.",
            HelpName = "FILE",
            DefaultValueFactory = _ => "vidora-queue.db",
        };

        private readonly Option<string> _deadLetterTopic = new("--dead-letter-topic")
        {
            Description = "Dead letters and unreadable batches go to this topic instead of the file.", HelpName = "NAME",
        };

        private readonly Option<int> _workers = new("--workers")
        {
            Description = "Requests at a time for each partition.", HelpName = "N", DefaultValueFactory = _ => 1,
        };

        private readonly Option<string[]> _kafka = new("--kafka")
        {
            Description = "A setting of librdkafka, such as security.protocol=SASL_SSL; may be given several times. "
                + "The password better in the variable VIDORA_KAFKA_SASL_PASSWORD.",
            HelpName = "KEY=VALUE",
        };

        private readonly KeyOptions _keys = new(
            KeyOptions.SendingKey,
            "The secret of the Vidora account; with it, calls are signed.");

        public void AddTo(Command command)
        {
            _to.Required = true;
            command.Options.Add(_bootstrap);
            command.Options.Add(_topics);
            command.Options.Add(_group);
            command.Options.Add(_to);
            command.Options.Add(_queue);
            command.Options.Add(_deadLetterTopic);
            command.Options.Add(_workers);
            command.Options.Add(_kafka);
            _keys.AddTo(command);
        }

        /// <exception cref="CommandFailedException">A setting is none, or there is no key.</exception>
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
                Workers = parsed.GetRequiredValue(_workers),
                Kafka = kafka,
                ApiKey = _keys.RequiredKey(parsed, terminal, to),
                ApiSecret = _keys.Secret(parsed, terminal),
            };
        }

        private static KeyValuePair<string, string> Setting(string text) => text.IndexOf('=', StringComparison.Ordinal) is > 0 and var at
            ? new(text[..at], text[(at + 1)..])
            : throw new CommandFailedException("--kafka takes KEY=VALUE, such as security.protocol=SASL_SSL.");
    }
}
