using Confluent.Kafka;

namespace Vidora.Integration.Kafka.Tests;

[TestFixture]
public sealed class VidoraKafkaOptionsValidatorTests
{
    [Test]
    public void Validate_LeastThatIsNeeded_Succeeds() => Assert.That(Failures(_ => { }), Is.Empty);

    [Test]
    public void Validate_Nothing_NamesEachThatIsMissing()
    {
        var failures = RegisteredOptions.Failures("eu", _ => { });

        Assert.That(failures, Is.EqualTo(new[]
        {
            "VidoraKafkaOptions.Topics of account \"eu\" is empty; it must have at least one topic. Set options.Topics = [\"mparticle-events\"]",
            "VidoraKafkaOptions.Consumer.BootstrapServers of account \"eu\" is not set. Set options.Consumer.BootstrapServers = \"kafka-1:9092,kafka-2:9092\"",
            "VidoraKafkaOptions.Consumer.GroupId of account \"eu\" is not set. Set options.Consumer.GroupId = \"vidora\"",
        }));
    }

    [Test]
    public void Validate_OffsetsStoredBeforeSettlement_IsRefused() => Assert.That(
        Failures(options => options.Consumer.EnableAutoOffsetStore = true), Has.One.Contains("EnableAutoOffsetStore is true"));

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

    [TestCase(1)]
    [TestCase(64)]
    public void Validate_FewestAndMostWorkers_Succeed(int workers) =>
        Assert.That(Failures(options => options.WorkersPerPartition = workers), Is.Empty);

    [TestCase(0)]
    [TestCase(65)]
    public void Validate_Workers_AreBounded(int workers) =>
        Assert.That(Failures(options => options.WorkersPerPartition = workers), Has.One.Contains("from 1 to 64"));

    [Test]
    public void Validate_Buffer_HasALeast()
    {
        Assert.That(Failures(options => options.MaxBufferedBytes = (1 << 20) - 1), Has.One.Contains("1048576 or more"));
        Assert.That(Failures(options => options.MaxBufferedBytes = 1 << 20), Is.Empty);
    }

    [Test]
    public void Validate_DrainTimeout_StaysBelowThePollInterval() =>
        Assert.That(Failures(options => options.DrainTimeout = TimeSpan.FromMinutes(5)), Has.One.Contains("DrainTimeout is 00:05:00"));

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
        return RegisteredOptions.Failures("", options =>
        {
            options.Topics.Add("events");
            options.Consumer.BootstrapServers = "kafka:9092";
            options.Consumer.GroupId = "vidora";
            configure(options);
        });
    }
}
