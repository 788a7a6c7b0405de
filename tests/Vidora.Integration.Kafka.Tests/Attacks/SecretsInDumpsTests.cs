using Vidora.Integration.Kafka.Consuming;
using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using Confluent.Kafka;

namespace Vidora.Integration.Kafka.Tests.Attacks;

/// <summary>
/// Somebody reads a dump of the options or an error about them. The passwords of the brokers are in neither.
/// </summary>
public sealed class SecretsInDumpsTests
{
    private const string Secret = "5ec7e7";

    [Test]
    public void Options_PrintedSerialisedInspectedOrWrong_ShowNoPassword()
    {
        var options = new VidoraKafkaOptions { DeadLetterTopic = "t", WorkersPerPartition = 0 };
        options.Topics.Add("t");
        options.Consumer.SaslMechanism = SaslMechanism.Plain;
        options.Consumer.SaslUsername = "user";
        options.Consumer.SaslPassword = Secret;
        options.Consumer.SslKeyPassword = Secret;
        options.Consumer.Set("ssl.keystore.password", Secret);

        var wrong = new VidoraKafkaOptionsValidator().Validate("", options);

        Assert.That(wrong.Failures!.Count(), Is.GreaterThanOrEqualTo(4));
        Assert.That(string.Join(' ', wrong.Failures!), Does.Contain("WorkersPerPartition").And.Not.Contain(Secret));
        Assert.That(JsonSerializer.Serialize(options), Does.Contain("DeadLetterTopic").And.Not.Contain(Secret));
        Assert.That($"{options} {options.Consumer}", Does.Not.Contain(Secret));
        Assert.That(
            typeof(VidoraKafkaOptions).GetProperty(nameof(VidoraKafkaOptions.Consumer))!.GetCustomAttribute<DebuggerBrowsableAttribute>()?.State,
            Is.EqualTo(DebuggerBrowsableState.Never));
    }
}
