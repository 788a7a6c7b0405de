using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Confluent.Kafka;

namespace Vidora.Integration.Kafka.Tests.Attacks;

/// <summary>
/// A stranger reads a dump of the options or an error about them. The passwords of the brokers are in neither.
/// </summary>
public sealed class SecretsInDumpsTests
{
    private const string Secret = "5ec7e7";

    [Test]
    public void Options_PrintedSerialisedInspectedOrWrong_ShowNoPassword()
    {
        var options = new VidoraKafkaOptions();
        Configure(options);

        var wrong = RegisteredOptions.Failures("", Configure).ToList();

        Assert.That(wrong, Has.Count.GreaterThanOrEqualTo(4));
        Assert.That(string.Join(' ', wrong), Does.Contain("WorkersPerPartition").And.Not.Contain(Secret));
        Assert.That(JsonSerializer.Serialize(options), Does.Contain("DeadLetterTopic").And.Not.Contain(Secret));
        Assert.That($"{options} {options.Consumer}", Does.Not.Contain(Secret));
        Assert.That(
            typeof(VidoraKafkaOptions).GetProperty(nameof(VidoraKafkaOptions.Consumer))!.GetCustomAttribute<DebuggerBrowsableAttribute>()?.State,
            Is.EqualTo(DebuggerBrowsableState.Never));
    }

    private static void Configure(VidoraKafkaOptions options)
    {
        options.DeadLetterTopic = "t";
        options.WorkersPerPartition = 0;
        options.Topics.Add("t");
        options.Consumer.SaslMechanism = SaslMechanism.Plain;
        options.Consumer.SaslUsername = "user";
        options.Consumer.SaslPassword = Secret;
        options.Consumer.SslKeyPassword = Secret;
        options.Consumer.Set("ssl.keystore.password", Secret);
    }
}
