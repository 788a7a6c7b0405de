using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Vidora.Integration.Delivery;
using Vidora.Integration.Delivery.Storage;
using Vidora.Integration.Kafka.Erasures;
using Vidora.Integration.Kafka.Telemetry;

namespace Vidora.Integration.Kafka.Tests.Erasures;

/// <summary>
/// A user that one process forgets is refused by all that share the topic, also by those that start later. The mock cluster does not
/// compact, has no description of a topic's configuration, and checks no permissions; the tests add those answers themselves.
/// </summary>
[Slow]
[TestFixture]
public sealed class ForgottenTopicTests : IAsyncDisposable
{
    private const string Topic = "forgotten";
    private readonly List<Member> _members = [];
    private MockCluster _cluster = null!;
    private ScriptedVidora _vidora = null!;
    private LogLines _log = null!;

    [SetUp]
    public async Task Begin()
    {
        _cluster = new MockCluster();
        _cluster.CreateTopic("events", 2);
        _vidora = await ScriptedVidora.StartAsync();
        _log = new LogLines();
    }

    [TearDown]
    public async ValueTask DisposeAsync()
    {
        await _vidora.DisposeAsync();
        foreach (var member in _members)
        {
            await member.DisposeAsync();
        }

        _members.Clear();
        _cluster.Dispose();
    }

    [Test]
    public async Task Forget_InOneProcess_IsKnownInAllAndAfterARestartWithoutAFile()
    {
        _cluster.CreateTopic(Topic, 2);
        var one = await StartAsync();
        var other = await StartAsync();
        await KeepDataOfAsync(other.Forwarder.Store, "1");

        await one.Forwarder.ForgetAsync(["1"]);

        await Eventually.IsTrueAsync(async () => (await other.Forwarder.Store.GetForgottenAsync(["1", "2"])).SetEquals(["1"]), "the other refuses");
        var status = await other.Forwarder.Store.GetStatusAsync();
        Assert.That((status.DeadLetters.Count, status.QuarantineItems), Is.EqualTo((0, 0L)), "and keeps nothing");
        Assert.That(await other.Forwarder.Store.GetErasuresAsync(), Is.Empty, "only the first asks Vidora");

        await one.StopAsync();
        await other.StopAsync();

        // Its store is new: the topic alone knows.
        var later = await StartAsync();
        Assert.That(await later.Forwarder.Store.GetForgottenAsync(["1", "2"]), Is.EquivalentTo(new[] { "1" }), "before it sends");
        Produce("1");
        Produce("2");
        await Eventually.IsTrueAsync(() => _vidora.Count == 2 && later.Consumer.GetStatus() is { InFlightMessages: 0, SettledMessages: 2 }, "the events of the other user arrive");
        Assert.That(_vidora.Accepted.Select(item => item.User), Is.All.EqualTo("2"));
    }

    [Test]
    public async Task Topic_HoldsHashesOnly()
    {
        _cluster.CreateTopic(Topic, 1);
        var member = await StartAsync();
        await member.Forwarder.ForgetAsync(["-7346244611012968789"]);

        var message = ReadFirst();

        Assert.That(
            (Encoding.ASCII.GetString(message.Key), Encoding.ASCII.GetString(message.Value)),
            Is.EqualTo((UserHash.Of("-7346244611012968789").ToString("x32", CultureInfo.InvariantCulture), "forgotten")));
    }

    [Test]
    public async Task Start_WithUsersThatTheTopicLacks_WritesThem()
    {
        // As after a crash between the store and the topic, or when the topic is set for the first time.
        _cluster.CreateTopic(Topic, 1);
        using var folder = new TemporaryFolder();
        await using (var store = new DeliveryStore(folder.File("queue.db")))
        {
            await store.ForgetAsync(Guid.NewGuid(), ["1"]);
        }

        var one = await StartAsync(forwarding: options => options.QueueFile = folder.File("queue.db"));
        var other = await StartAsync();
        await Eventually.IsTrueAsync(async () => (await other.Forwarder.Store.GetForgottenAsync(["1"])).Count == 1, "the other refuses");
        await one.StopAsync();
    }

    [Test]
    public async Task Start_WithOtherMessagesInTheTopic_IgnoresThem()
    {
        _cluster.CreateTopic(Topic, 1);
        foreach (var key in new[] { null, "", "x", new string('g', 32), new string('0', 33) })
        {
            _cluster.Producer.Produce(Topic, new Message<string?, string> { Key = key, Value = "x" });
        }

        _cluster.Producer.Flush(TimeSpan.FromSeconds(60));
        var member = await StartAsync();
        Assert.That((await member.Forwarder.Store.GetStatusAsync()).ForgottenUsers, Is.Zero);
    }

    [Test]
    public void Start_WithoutTheTopic_FailsAndForwardsNothing()
    {
        Produce("1");

        var failure = Assert.ThrowsAsync(Is.InstanceOf<KafkaException>(), () => StartAsync());

        Assert.That(failure!.Message, Is.EqualTo(
            "The topic forgotten of forgotten users cannot be used (UnknownTopicOrPart), and without it events of forgotten users would be forwarded. "
            + "Create it with cleanup.policy=compact."));
        Assert.That(_vidora.Requests, Is.Empty);
    }

    [Test]
    public void Start_WithoutBrokers_FailsWithinItsTimeoutAndForwardsNothing()
    {
        Produce("1");

        var failure = Assert.ThrowsAsync(Is.InstanceOf<KafkaException>(), () => StartAsync(options =>
        {
            options.Client.BootstrapServers = "127.0.0.1:1";
            options.StartTimeout = TimeSpan.FromSeconds(1);
        }));

        Assert.That(failure!.Message, Does.StartWith("The topic forgotten of forgotten users was not read to its end within 1 s (Local_")
            .And.EndsWith("Check BootstrapServers of Client of the erasures, and the network to the brokers."));
        Assert.That(_vidora.Requests, Is.Empty);
    }

    [Test]
    public async Task Forget_WhileKafkaRefuses_IsUnhealthyAndWrittenLater()
    {
        _cluster.CreateTopic(Topic, 1);
        var one = await StartAsync();
        var other = await StartAsync();
        _cluster.FailNext(MockCluster.Request.Produce, [.. Enumerable.Repeat(ErrorCode.TopicAuthorizationFailed, 1)]);

        await one.Forwarder.ForgetAsync(["1"]);

        await Eventually.IsTrueAsync(() => Health(one).Health == HealthStatus.Unhealthy, "it shows");
        Assert.That(Health(one).Sentence, Does.StartWith("1 forgotten user is not in the topic forgotten since ")
            .And.EndsWith("(TopicAuthorizationFailed): other processes still forward their events. Allow this user to read and write the topic."));
        await Eventually.IsTrueAsync(async () => (await other.Forwarder.Store.GetForgottenAsync(["1"])).Count == 1, "the other refuses");
        await Eventually.IsTrueAsync(() => Health(one) == (HealthStatus.Healthy, "1 user is forgotten in all processes."), "and all is well");
        Assert.That(_log.Lines, Has.Some.StartsWith("Error 5020: Account default: 1 forgotten users could not be written to the topic (TopicAuthorizationFailed)."));
        Assert.That(_log.Lines, Has.None.Contains(UserHash.Of("1").ToString("x32", CultureInfo.InvariantCulture)));
    }

    [Test]
    public async Task IsKnownElsewhere_OnlyWhenWrittenAndAfterTheGrace()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var store = new DeliveryStore(":memory:", timeProvider: time);
        using var topic = new ForgottenTopic(new ConsumerContext("", time, NullLogger.Instance), new VidoraKafkaErasureOptions { Topic = Topic }, store);
        var receipt = await store.ForgetAsync(Guid.NewGuid(), ["1"]);

        Assert.That(topic.IsKnownElsewhere(receipt), Is.False, "the others may have a request under way");
        time.Advance(ForgottenTopic.Grace);
        Assert.That(topic.IsKnownElsewhere(receipt), Is.True);
        topic.Add(["1"]);
        Assert.That(topic.IsKnownElsewhere(receipt), Is.False, "Kafka has not confirmed");
        Assert.That(topic.Describe().Sentence, Is.EqualTo("The topic forgotten of forgotten users is not read yet."));
    }

    [TestCase(null, true)]
    [TestCase("compact", true)]
    [TestCase("delete", false)]
    [TestCase("compact,delete", false)]
    public void Policy_ThatDeletes_IsRefused(string? policy, bool isRight) =>
        Assert.That(ForgottenTopic.FindFaultOf(policy), isRight ? Is.Null : Does.Contain($"cleanup.policy {policy}").And.Contain("Set cleanup.policy of the topic to compact."));

    [Test]
    public void AddKafkaErasures_WithoutSettings_NamesThem()
    {
        var services = new ServiceCollection();
        services.AddVidora(options => options.ApiKey = "key").AddKafkaErasures(_ => { });
        using var provider = services.BuildServiceProvider();
        var failure = Assert.Throws<OptionsValidationException>(() => _ = provider.GetRequiredService<IOptions<VidoraKafkaErasureOptions>>().Value)!;
        Assert.That(failure.Failures, Has.Some.Contains("Topic is not set").And.Some.Contains("Client.BootstrapServers is not set"));
    }

    private static (HealthStatus Health, string Sentence) Health(Member member) =>
        ((ForgottenTopic)member.Services.GetRequiredService<Delivery.Sending.SharedErasures>()).Describe();

    private static async Task KeepDataOfAsync(DeliveryStore store, string user)
    {
        var item = new VidoraEvent(user, "look");
        await store.AddDeadLettersAsync([item], [new SendOutcome(SendStatus.Dead, "http_400")]);
        await store.QuarantineAsync(Encoding.UTF8.GetBytes($"{{\"mpid\":\"{user}\","), QuarantineReason.Unreadable);
    }

    private void Produce(string user)
    {
        _cluster.Producer.Produce("events", new Message<string?, string> { Key = user, Value = Batches.Of(int.Parse(user, CultureInfo.InvariantCulture), 0, 2) });
        _cluster.Producer.Flush(TimeSpan.FromSeconds(60));
    }

    private Message<byte[], byte[]> ReadFirst()
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = _cluster.BootstrapServers, GroupId = "reader" }).Build();
        consumer.Assign(new TopicPartitionOffset(Topic, 0, Offset.Beginning));
        return consumer.Consume(TimeSpan.FromSeconds(60)).Message;
    }

    private async Task<Member> StartAsync(Action<VidoraKafkaErasureOptions>? configure = null, Action<VidoraForwardingOptions>? forwarding = null)
    {
        var member = await Member.StartAsync(_cluster.BootstrapServers, _vidora.Address, log: _log, services: services => services
            .AddVidora()
            .AddForwarding(options => forwarding?.Invoke(options))
            .AddKafkaErasures(options =>
            {
                options.Topic = Topic;
                options.Client.BootstrapServers = _cluster.BootstrapServers;
                configure?.Invoke(options);
            }));
        _members.Add(member);
        return member;
    }
}
