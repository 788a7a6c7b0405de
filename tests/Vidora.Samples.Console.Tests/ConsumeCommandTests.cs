using System.Text;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Vidora.Integration;
using Vidora.Integration.Delivery;
using Vidora.Integration.Kafka;
using Vidora.Samples.Console.Commands;

namespace Vidora.Samples.Console.Tests;

public sealed class ConsumeCommandTests
{
    private static readonly string[] _command =
        ["consume", "--bootstrap", "127.0.0.1:1", "--topic", "events", "--group", "shop", "--to", "http://127.0.0.1:1", "--queue", Path.Combine(Fixture.NewFolder("consume"), "queue.db")];

    [TestCase("--bootstrap")]
    [TestCase("--topic")]
    [TestCase("--group")]
    [TestCase("--to")]
    public async Task Consume_WithoutOneOfItsFour_SaysWhichIsMissing(string option)
    {
        var at = Array.IndexOf(_command, option);

        var run = await ConsoleRun.OfAsync([.. _command[..at], .. _command[(at + 2)..]]);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain(option));
    }

    [TestCase("no.such.setting=1", "no.such.setting")]
    [TestCase("security.protocol=nonsense", "security.protocol")]
    [TestCase("sasl.mechanism", "KEY=VALUE")]
    [TestCase("enable.auto.offset.store=true", "EnableAutoOffsetStore")]
    public async Task Consume_SettingThatCannotBe_EndsWithOneLine(string setting, string named)
    {
        var run = await ConsoleRun.OfAsync([.. _command, "--kafka", setting]);

        Assert.That(run.ExitCode, Is.EqualTo(named == "KEY=VALUE" ? 1 : 4));
        Assert.That(run.Error, Does.StartWith("vidora: ").And.Contain(named));
        Assert.That(run.Error.Count(c => c == '\n'), Is.EqualTo(1), run.Error);
    }

    [Test]
    public async Task Consume_ErasureTopicWithoutBrokers_IsUnreachableAndSaysWhat()
    {
        var run = await ConsoleRun.OfAsync([
            .. _command, "--erasure-topic", "forgotten", "--config", Fixture.NewFile("config.json", """{"KafkaErasures":{"Topic":"x","StartTimeout":"00:00:01"}}""")]);

        Assert.That((run.ExitCode, run.Error), Is.EqualTo((5, run.Error)));
        Assert.That(run.Error, Does.StartWith("vidora: The topic forgotten of forgotten users was not read to its end within 1 s (Local_"));
    }

    [TestCase("--commerce", "PerPerson")]
    [TestCase("--event-types", "custom_event,nothing")]
    [TestCase("--platforms", "ios,fridge")]
    [TestCase("--environment", "staging")]
    public async Task Consume_MappingOptionThatCannotBe_IsNamed(string option, string value)
    {
        var run = await ConsoleRun.OfAsync([.. _command, option, value]);

        Assert.That((run.ExitCode, run.Error.Contains(option.Trim('-') == "commerce" ? "PerPerson" : option, StringComparison.Ordinal)), Is.EqualTo((1, true)), run.Error);
    }

    [TestCase("--workers", "0", "--workers")]
    [TestCase("--dead-letter-topic", "events", "--dead-letter-topic")]
    public async Task Consume_OptionThatCannotBe_IsNamedAsItWasGiven(string option, string value, string named)
    {
        var run = await ConsoleRun.OfAsync([.. _command, option, value]);

        Assert.That(run.ExitCode, Is.EqualTo(4));
        Assert.That(run.Error, Does.StartWith("vidora: ").And.Contain(named).And.Not.Contain("VidoraKafkaOptions"));
    }

    [Test]
    public async Task Consume_ToAFarVidoraWithoutKey_SaysWhereTheKeyComesFrom()
    {
        var run = await ConsoleRun.OfAsync([.. _command.Select(word => word.StartsWith("http", StringComparison.Ordinal) ? "https://api.example" : word)]);

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Error, Does.Contain("VIDORA_API_KEY"));
    }

    [TestCase(3, 6, "Nothing was delivered: 6 events in 3 messages were not forwarded, mostly environment_not_forwarded.")]
    [TestCase(1, 1, "Nothing was delivered: 1 event in 1 message was not forwarded, mostly environment_not_forwarded.")]
    [TestCase(2, 0, "Nothing was delivered: nothing in 2 messages could be forwarded.")]
    [TestCase(0, 0, "Nothing was delivered: no message was settled.")]
    public void WriteEnd_NothingWasSent_SaysHowManyWereNotForwardedAndWhy(long messages, long events, string sentence)
    {
        var output = End(messages, events, []);

        Assert.That(output, Does.Contain(sentence));
        Assert.That(output.Contains("Not forwarded by reason", StringComparison.Ordinal), Is.EqualTo(events > 0), output);
    }

    [Test]
    public void WriteEnd_SomethingWasDelivered_CountsTheRest()
    {
        var output = End(3, 6, [new OutcomeCount { Status = SendStatus.Accepted, Reason = "accepted", Count = 4 }]);

        Assert.That(output, Does.Match("environment_not_forwarded +6").And.Match("accepted: accepted +4").And.Not.Contain("Nothing was delivered"));
    }

    private static string End(long messages, long events, IReadOnlyList<OutcomeCount> outcomes)
    {
        using var output = new MemoryStream();
        using (var terminal = Terminal.Over(Stream.Null, output, Stream.Null, _ => null))
        {
            ConsumeCommand.WriteEnd(
                new KafkaConsumerStatus
                {
                    Health = HealthStatus.Healthy,
                    Sentence = "",
                    Partitions = 0,
                    PausedPartitions = 0,
                    InFlightMessages = 0,
                    Lag = 0,
                    SettledMessages = messages,
                    NotForwardedEvents = events == 0 ? new Dictionary<string, long>() : new Dictionary<string, long> { ["environment_not_forwarded"] = events },
                },
                new ForwardingStatus
                {
                    Health = HealthStatus.Healthy,
                    Sentence = "",
                    IsPaused = false,
                    Outcomes = outcomes,
                    Store = new DeliveryStoreStatus
                    {
                        Events = 0,
                        Bytes = 0,
                        Leased = 0,
                        DeadLetters = new Dictionary<string, long>(),
                        DeadLetterBytes = 0,
                        QuarantineItems = 0,
                        QuarantineBytes = 0,
                        ForgottenUsers = 0,
                        OpenErasures = 0,
                        Fullness = 0,
                    },
                },
                terminal);
        }

        return Encoding.UTF8.GetString(output.ToArray());
    }
}
