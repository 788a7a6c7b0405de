using System.Text;
using Confluent.Kafka;
using Vidora.Integration.Delivery;
using Vidora.Integration.Kafka.Consuming;

namespace Vidora.Integration.Kafka.Tests.Consuming;

[TestFixture]
public sealed class MessageReaderTests
{
    private const string WithoutMpid = """{"environment":"production","events":[{"event_type":"custom_event","data":{"event_name":"look","event_id":"8"}}]}""";

    private readonly MessageReader _reader = new(new MParticleEventMapper());

    [Test]
    public void Read_Batch_GivesItsEvents()
    {
        var read = Read(Batches.Of(7, 0, 3));

        Assert.That(read.Events.Select(e => e.EventId), Is.EqualTo(new[] { "7-0", "7-1", "7-2" }));
        Assert.That((read.Poison.Count, read.Outcome), Is.EqualTo((0, "forwarded")));
    }

    [TestCase("[{0},{1}]")]
    [TestCase("{0}\n{1}")]
    [TestCase("{0}{1}")]
    public void Read_SeveralBatches_GivesAllInTheirOrder(string layout)
    {
        var read = Read(layout.Replace("{0}", Batches.Of(7, 0, 2), StringComparison.Ordinal).Replace("{1}", Batches.Of(8, 0, 1), StringComparison.Ordinal));

        Assert.That(read.Events.Select(e => e.EventId), Is.EqualTo(new[] { "7-0", "7-1", "8-0" }));
    }

    [Test]
    public void Read_OneOfSeveralIsBroken_KeepsItAndForwardsTheOthers()
    {
        var read = Read(Batches.Of(7, 0, 1) + "\n{\"mpid\":\n" + Batches.Of(8, 0, 1));

        Assert.That(read.Events.Select(e => e.EventId), Is.EqualTo(new[] { "7-0", "8-0" }));
        Assert.That(read.Poison.Select(poison => (Text(poison), poison.Reason)), Is.EqualTo(new[] { ("{\"mpid\":", QuarantineReason.Unreadable) }));
        Assert.That(read.Outcome, Is.EqualTo("unreadable"));
    }

    [Test]
    public void Read_WithoutMpid_IsPoisonWithItsOwnReason()
    {
        var read = Read(WithoutMpid);

        Assert.That(read.Events, Is.Empty);
        Assert.That(read.Poison.Select(poison => (Text(poison), poison.Reason)), Is.EqualTo(new[] { (WithoutMpid, QuarantineReason.MissingMpid) }));
        Assert.That(read.Outcome, Is.EqualTo("missing_mpid"));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("""{"mpid":"7","environment":"development","events":[{"event_type":"custom_event","data":{"event_name":"look"}}]}""")]
    public void Read_NothingForVidora_IsSettledWithoutATrace(string? value)
    {
        var read = Read(value);

        Assert.That((read.Events.Count, read.Poison.Count, read.Outcome), Is.EqualTo((0, 0, "nothing_to_forward")));
    }

    private static string Text(DeadLetters.PoisonDocument poison) => Encoding.UTF8.GetString(poison.Content.Span);

    private MappedMessage Read(string? value) => _reader.Read(new ConsumeResult<byte[], byte[]>
    {
        TopicPartitionOffset = new TopicPartitionOffset("events", 0, 3),
        Message = new Message<byte[], byte[]> { Value = value is null ? null! : Encoding.UTF8.GetBytes(value) },
    });
}
