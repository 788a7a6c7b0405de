using Confluent.Kafka;
using Vidora.Integration.Kafka.Consuming;

namespace Vidora.Integration.Kafka.Tests;

[TestFixture]
public sealed class VidoraKafkaOptionsValidatorTests
{
    [Test]
    public void Validate_LeastThatIsNeeded_Succeeds() => Assert.That(Failures(_ => { }), Is.Empty);

    [Test]
    public void Validate_Nothing_NamesEachThatIsMissing()
    {
        var failures = new VidoraKafkaOptionsValidator().Validate("eu", new VidoraKafkaOptions()).Failures;

        Assert.That(failures, Is.EqualTo(new[]
        {
            "VidoraKafkaOptions.Topics of account \"eu\" is \"\" and must be at least one topic.",
            "VidoraKafkaOptions.Consumer.BootstrapServers of account \"eu\" is \"\" and must be brokers such as kafka-1:9092,kafka-2:9092.",
            "VidoraKafkaOptions.Consumer.GroupId of account \"eu\" is \"\" and must be the name of the consumer group.",
        }));
    }

    [Test]
    public void Validate_OffsetsStoredBeforeSettlement_IsRefused() => Assert.That(
        Failures(options => options.Consumer.EnableAutoOffsetStore = true), Has.One.Contains("EnableAutoOffsetStore is \"true\""));

    [Test]
    public void Validate_NothingCommitted_IsRefused() =>
        Assert.That(Failures(options => options.Consumer.EnableAutoCommit = false), Has.One.Contains("EnableAutoCommit"));

    [Test]
    public void Validate_DeadLettersToAConsumedTopic_IsRefused() =>
        Assert.That(Failures(options => options.DeadLetterTopic = "events"), Has.One.Contains("DeadLetterTopic is \"events\""));

    [TestCase("^events", "events-dead", true)]
    [TestCase("^events-[a-z]+$", "events-dead", true)]
    [TestCase("^events-[0-9]+$", "events-dead", false)]
    [TestCase("^Events", "events-dead", false)]
    [TestCase("events-dead.*", "events-dead", false)]
    [TestCase("^events(", "events-dead", false)]
    public void Validate_DeadLettersToATopicOfAPattern_AreRefused(string pattern, string topic, bool refused)
    {
        var failures = Failures(options =>
        {
            options.Topics.Add(pattern);
            options.DeadLetterTopic = topic;
        });

        Assert.That(failures.Any(failure => failure.Contains("DeadLetterTopic is \"events-dead\"", StringComparison.Ordinal)), Is.EqualTo(refused));
    }

    [Test]
    public void Validate_PatternOfEveryTopicWithoutADeadLetterTopic_Succeeds() =>
        Assert.That(Failures(options => options.Topics.Add("^.*")), Is.Empty);

    [TestCase(0)]
    [TestCase(65)]
    public void Validate_Workers_AreBounded(int workers) =>
        Assert.That(Failures(options => options.WorkersPerPartition = workers), Has.One.Contains("from 1 to 64"));

    [Test]
    public void Validate_Buffer_HasALeast() =>
        Assert.That(Failures(options => options.MaxBufferedBytes = 1000), Has.One.Contains("1048576 or more"));

    [Test]
    public void Validate_DrainTimeout_StaysBelowThePollInterval() =>
        Assert.That(Failures(options => options.DrainTimeout = TimeSpan.FromMinutes(5)), Has.One.Contains("DrainTimeout is \"00:05:00\""));

    [Test]
    public void Consumer_OurDefaults_AreWhatTheDocumentsSay()
    {
        var consumer = new VidoraKafkaOptions().Consumer;

        Assert.That(
            (consumer.AutoOffsetReset, consumer.PartitionAssignmentStrategy, consumer.FetchQueueBackoffMs, consumer.AutoCommitIntervalMs, consumer.EnableAutoOffsetStore),
            Is.EqualTo(((AutoOffsetReset?)AutoOffsetReset.Earliest, (PartitionAssignmentStrategy?)PartitionAssignmentStrategy.CooperativeSticky, (int?)10, (int?)1000, (bool?)false)));
    }

    private static IEnumerable<string> Failures(Action<VidoraKafkaOptions> configure)
    {
        var options = new VidoraKafkaOptions { Topics = { "events" }, Consumer = { BootstrapServers = "kafka:9092", GroupId = "vidora" } };
        configure(options);
        return new VidoraKafkaOptionsValidator().Validate("", options).Failures ?? [];
    }
}
