using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Options;
using Vidora.Integration.Delivery;

namespace Vidora.Integration.Kafka.Tests;

/// <summary>
/// The whole consumer against brokers and a Vidora on real sockets. Most of the time the group waits to rebalance, so tests
/// run side by side, each with brokers of its own.
/// </summary>
[Slow]
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
[Parallelizable(ParallelScope.All)]
public sealed class KafkaConsumerTests : IAsyncDisposable
{
    private const int Partitions = 4;
    private readonly List<Member> _members = [];
    private MockCluster _cluster = null!;
    private ScriptedVidora _vidora = null!;
    private LogLines _log = null!;

    [SetUp]
    public async Task Begin()
    {
        _cluster = new MockCluster();
        _cluster.CreateTopic("events", Partitions);
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
    public async Task Consume_Batches_ArriveOnceInOrderAndAreCommitted()
    {
        var ids = Batches.Produce(_cluster, messages: 400);
        var member = await StartAsync();

        await Eventually.IsTrueAsync(() => _vidora.Count == ids.Count, "everything arrives");
        await member.StopAsync();

        Assert.That(_vidora.Accepted.Select(e => e.EventId), Is.EquivalentTo(ids));
        Assert.That(Batches.OutOfOrder(_vidora.Accepted), Is.Empty);
        Assert.That(Committed(), Is.EqualTo(400));
    }

    [Test]
    public async Task Consume_AfterARestart_GoesOnWhereItWas()
    {
        Batches.Produce(_cluster, messages: 100);
        var first = await StartAsync();
        await Eventually.IsTrueAsync(() => _vidora.Count == 200, "the first half arrives");
        await first.StopAsync();
        Batches.Produce(_cluster, messages: 100, from: 100);

        await StartAsync();
        await Eventually.IsTrueAsync(() => _vidora.Count == 400, "the second half arrives");

        Assert.That(_vidora.Accepted, Has.Count.EqualTo(400), "nothing came twice");
    }

    [TestCase(PartitionAssignmentStrategy.CooperativeSticky, 1)]
    [TestCase(PartitionAssignmentStrategy.Range, 3)]
    public async Task Consume_MembersJoinAndLeaveUnderLoad_NothingIsLostAndOrderIsKept(PartitionAssignmentStrategy strategy, int workers)
    {
        var ids = new List<string>();
        var partitions = new ConcurrentDictionary<string, int>();
        var produced = 0;
        var first = await StartAsync(Configure);
        await ProduceUntilAsync(() => _vidora.Count > 0);
        var second = await StartAsync(Configure);
        await ProduceUntilAsync(() => second.Consumer.GetStatus().Partitions == Partitions / 2 && first.Consumer.GetStatus().Partitions == Partitions / 2);
        var arrived = _vidora.Count;
        await ProduceUntilAsync(() => _vidora.Count > arrived + 200);
        var stopping = first.StopAsync();
        await ProduceUntilAsync(() => second.Consumer.GetStatus().Partitions == Partitions);
        await stopping;

        await Eventually.IsTrueAsync(() => _vidora.Count == ids.Count, "everything arrives");
        await second.StopAsync();

        Assert.That(_vidora.Accepted.Select(e => e.EventId).Distinct(), Is.EquivalentTo(ids));
        // The mock brokers take no commit while the group rebalances, so what was settled since the one before comes again.
        Assert.That(Batches.SentTooOften(_vidora.Accepted, partitions, _log), Is.Empty);
        Assert.That(Batches.OutOfOrder(_vidora.Accepted), Is.Empty);
        Assert.That(Committed(), Is.EqualTo(produced));

        void Configure(VidoraKafkaOptions options)
        {
            options.Consumer.PartitionAssignmentStrategy = strategy;
            options.WorkersPerPartition = workers;
        }

        Task ProduceUntilAsync(Func<bool> condition) => Eventually.IsTrueAsync(
            () =>
            {
                ids.AddRange(Batches.Produce(
                    _cluster, messages: 20, from: produced, written: (at, own) => own.ForEach(id => partitions[id] = at.Partition.Value)));
                produced += 20;
                return condition();
            },
            "the group becomes as it should");
    }

    [Test]
    public async Task Consume_ProcessIsKilled_WhatWasNotSettledComesAgain()
    {
        var partitions = new ConcurrentDictionary<string, int>();
        var ids = Batches.Produce(_cluster, messages: 200, written: (at, own) => own.ForEach(id => partitions[id] = at.Partition.Value));
        _vidora.Hold();
        using (var crashing = MemberProcess.Start(_cluster.BootstrapServers, _vidora.Address, PartitionAssignmentStrategy.CooperativeSticky, 1, _log))
        {
            await Eventually.IsTrueAsync(() => _vidora.Requests.Count > 0, "a request is under way");
            await crashing.KillAsync();
        }

        var committed = Committed();
        await StartAsync();
        _vidora.Release();
        await Eventually.IsTrueAsync(() => ids.All(Arrived().Contains), "everything arrives");

        Assert.That(committed, Is.Zero, "nothing was settled");
        Assert.That(Batches.SentTooOften(_vidora.Accepted, partitions, _log), Is.Empty);
        Assert.That(Batches.OutOfOrder(_vidora.Accepted), Is.Empty);
    }

    [Test]
    public async Task Consume_PoisonBatches_AreQuarantinedAndDoNotHoldTheOthers()
    {
        Produce("a", "{\"mpid\":\"7\",\"events\":[ canary-5511");
        Produce("a", Batches.Of(1, 0, 1).Replace("\"mpid\":\"1\",", "", StringComparison.Ordinal));
        Produce("a", null);
        var ids = Batches.Produce(_cluster, messages: 20);

        var member = await StartAsync();
        await Eventually.IsTrueAsync(() => _vidora.Count == ids.Count, "the others arrive");
        await member.StopAsync();

        var quarantine = await member.Forwarder.Store.GetQuarantineAsync();
        Assert.That(quarantine.Select(item => item.Reason), Is.EquivalentTo(new[] { QuarantineReason.Unreadable, QuarantineReason.MissingMpid }));
        Assert.That(Encoding.UTF8.GetString(quarantine.Single(item => item.Reason == QuarantineReason.Unreadable).Content.Span), Does.Contain("canary"));
        Assert.That(Committed(), Is.EqualTo(23));
        Assert.That(_log.Lines, Has.Some.Match("documents that cannot be forwarded .* \\(unreadable\\)").And.None.Contains("canary"));
    }

    [Test]
    public async Task Consume_WithADeadLetterTopic_PoisonAndDeadEventsGoThereWithReasons()
    {
        _cluster.CreateTopic("dead", 1);
        _vidora.Rejects = id => id == "3-0";
        _cluster.Producer.Produce("events", new Message<string?, string>
        {
            Key = "a",
            Value = "no batch",
            Headers = [new Header("origin", "app"u8.ToArray()), new Header("vidora.reason", "of an earlier time"u8.ToArray())],
        });
        var ids = Batches.Produce(_cluster, messages: 20);

        var member = await StartAsync(options => options.DeadLetterTopic = "dead");
        await Eventually.IsTrueAsync(() => _vidora.Count == ids.Count - 1, "the others arrive");
        Produce("30", Batches.Of(30, 0, 1));
        var dead = Read("dead", 2).OrderBy(message => Header(message, "vidora.kind")).ToList();
        await Eventually.IsTrueAsync(() => member.Consumer.GetStatus().SettledMessages == 22, "all messages are settled");
        await member.StopAsync();

        Assert.That(Encoding.UTF8.GetString(dead[0].Message.Value), Is.EqualTo("no batch"));
        Assert.That(Encoding.UTF8.GetString(dead[0].Message.Key), Is.EqualTo("a"));
        Assert.That(
            (Header(dead[0], "vidora.kind"), Header(dead[0], "vidora.reason"), Header(dead[0], "vidora.source.topic"), Header(dead[0], "vidora.source.offset"), Header(dead[0], "origin")),
            Is.EqualTo(("batch", "unreadable", "events", "0", "app")));
        Assert.That(dead[0].Message.Headers.Select(header => header.Key), Is.Unique);
        Assert.That(Encoding.UTF8.GetString(dead[1].Message.Value), Does.Contain("\"event_id\":\"3-0\""));
        Assert.That(
            (Header(dead[1], "vidora.kind"), Header(dead[1], "vidora.reason"), Header(dead[1], "vidora.attempts")),
            Is.EqualTo(("event", "http_400", "1")));
        Assert.That((await member.Forwarder.Store.GetStatusAsync()).DeadLetters, Is.Empty);
        Assert.That(Committed(), Is.EqualTo(22));
    }

    [Test]
    public async Task Consume_WithADeadLetterTopic_RefusalsThatTrickleInBeforeAPauseArriveWhenTheDoorOpens()
    {
        _cluster.CreateTopic("dead", 1);
        _vidora.Rejects = _ => true;
        var member = await StartAsync(options => options.DeadLetterTopic = "dead");
        var ids = new List<string>();
        for (var i = 0; i < 10; i++)
        {
            ids.AddRange(Batches.Produce(_cluster, messages: 1, from: i, eventsEach: 1));
            await Eventually.IsTrueAsync(() => member.Consumer.GetStatus().SettledMessages == i + 1, "it is refused and settled");
        }

        var trickled = (await member.Forwarder.Store.GetStatusAsync()).DeadLetters.Values.Sum();
        ids.AddRange(Batches.Produce(_cluster, messages: 30, from: 10, eventsEach: 1));
        await Eventually.IsTrueAsync(async () => (await member.Forwarder.GetStatusAsync()).IsPaused, "the account is paused");
        _vidora.Rejects = _ => false;

        await Eventually.IsTrueAsync(() => _vidora.Count == ids.Count, "everything arrives");
        Assert.That(trickled, Is.EqualTo(10), "they wait in the store");
        Assert.That((await member.Forwarder.Store.GetStatusAsync()).DeadLetters, Is.Empty);
    }

    [Test]
    public async Task Consume_DeadLetterTopicDoesNotTakeTheSize_GoesToTheStore()
    {
        _cluster.CreateTopic("dead", 1);
        Produce("a", "no batch");
        _cluster.FailNext(MockCluster.Request.Produce, ErrorCode.MsgSizeTooLarge);

        var member = await StartAsync(options => options.DeadLetterTopic = "dead");
        await Eventually.IsTrueAsync(() => member.Consumer.GetStatus() is { Partitions: Partitions, Lag: 0 } && Committed() == 1, "the message is settled");

        var kept = (await member.Forwarder.Store.GetQuarantineAsync()).Single();
        Assert.That(Encoding.UTF8.GetString(kept.Content.Span), Is.EqualTo("no batch"));
    }

    [Test]
    public async Task Consume_DeadLetterTopicDoesNotTakeTheSizeAndTheQuarantineIsOff_LogSaysThatNothingWasKept()
    {
        _cluster.CreateTopic("dead", 1);
        Produce("a", "no batch");
        _cluster.FailNext(MockCluster.Request.Produce, ErrorCode.MsgSizeTooLarge);

        await StartAsync(
            options => options.DeadLetterTopic = "dead",
            services => services.PostConfigure<VidoraForwardingOptions>(options => options.Limits.MaxQuarantineBytes = 0));
        await Eventually.IsTrueAsync(() => _log.Lines.Any(line => line.Contains("were not kept since the last line", StringComparison.Ordinal)), "the log tells of it");

        Assert.That(_log.Lines, Has.Some.Contains("cannot be forwarded").And.Some.Contains(": 1 (unreadable)"));
    }

    [Test]
    public async Task Lesson06_DeadLettersCannotBeKept_OffsetsWaitAndItShowsThoughOtherPartitionsGoOn()
    {
        _vidora.Rejects = id => id == "1-0";
        Batches.Produce(_cluster, messages: 1, eventsEach: 1);
        var member = await StartAsync(options => options.Consumer.AutoCommitIntervalMs = 50);
        member.Forwarder.Store.Limits.MaxEvents = 0;

        await Eventually.IsTrueAsync(() => member.Consumer.GetStatus().Health == HealthStatus.Unhealthy, "the fault shows");
        var before = Committed();
        Batches.Produce(_cluster, messages: 19, from: 1, eventsEach: 1);
        await Eventually.IsTrueAsync(() => _vidora.Count > 0, "other partitions go on");
        var (health, sentence) = (member.Consumer.GetStatus().Health, member.Consumer.GetStatus().Sentence);
        member.Forwarder.Store.Limits.MaxEvents = 10;
        await Eventually.IsTrueAsync(() => member.Consumer.GetStatus().InFlightMessages == 0, "the dead letters are kept");
        await member.StopAsync();

        Assert.That(before, Is.Zero);
        Assert.That(health, Is.EqualTo(HealthStatus.Unhealthy));
        Assert.That(sentence, Does.Contain("keeping dead letters").And.Contain("purge"));
        Assert.That(Committed(), Is.EqualTo(20));
        Assert.That((await member.Forwarder.Store.GetStatusAsync()).DeadLetters["http_400"], Is.EqualTo(1));
    }

    [Test]
    public async Task Consume_BrokersFail_GoesOnWithoutLoss()
    {
        var member = await StartAsync();
        var ids = Batches.Produce(_cluster, messages: 100);
        await Eventually.IsTrueAsync(() => _vidora.Count > 0, "it runs");

        _cluster.FailNext(MockCluster.Request.Fetch, ErrorCode.NotLeaderForPartition, ErrorCode.Unknown, ErrorCode.RequestTimedOut);
        _cluster.FailNext(MockCluster.Request.OffsetCommit, ErrorCode.GroupLoadInProgress, ErrorCode.RequestTimedOut);
        _cluster.FailNext(MockCluster.Request.Heartbeat, ErrorCode.GroupCoordinatorNotAvailable, ErrorCode.NotCoordinatorForGroup);
        ids.AddRange(Batches.Produce(_cluster, messages: 100, from: 100));
        await Eventually.IsTrueAsync(() => _vidora.Count == ids.Count, "everything arrives in spite of errors");
        _cluster.SetBrokerDown(1);
        await Eventually.IsTrueAsync(
            () => member.Consumer.GetStatus() is { Health: HealthStatus.Degraded } status && status.Sentence.Contains("BootstrapServers", StringComparison.Ordinal),
            "the outage shows");
        _cluster.SetBrokerUp(1);
        ids.AddRange(Batches.Produce(_cluster, messages: 100, from: 200));
        await Eventually.IsTrueAsync(() => _vidora.Count == ids.Count, "everything arrives after the outage");
        await member.StopAsync();

        Assert.That(_vidora.Accepted.Select(e => e.EventId).Distinct(), Is.EquivalentTo(ids));
        Assert.That(Batches.OutOfOrder(_vidora.Accepted), Is.Empty);
        Assert.That(Committed(), Is.EqualTo(300));
    }

    [Test]
    public async Task Consume_OffsetsAreNotTaken_IsLoggedCountedUnhealthyAndNoFarewellSaysOtherwise()
    {
        using var meters = new TestMeters();
        using var failures = new MetricCollector<long>(meters, Kafka.Consuming.KafkaMetrics.MeterName, "vidora.kafka.commit_errors");
        var member = await StartAsync(
            options => options.Consumer.AutoCommitIntervalMs = 50, services => services.AddSingleton<IMeterFactory>(meters));
        _cluster.FailNext(MockCluster.Request.OffsetCommit, [.. Enumerable.Repeat(ErrorCode.GroupAuthorizationFailed, 200)]);
        Batches.Produce(_cluster, messages: 20);

        await Eventually.IsTrueAsync(() => member.Consumer.GetStatus().Health == HealthStatus.Unhealthy, "it shows");
        var sentence = member.Consumer.GetStatus().Sentence;
        await Eventually.IsTrueAsync(() => member.Consumer.GetStatus().InFlightMessages == 0 && member.Consumer.GetStatus().SettledMessages == 20, "all is settled");
        await member.StopAsync();

        Assert.That(failures.GetMeasurementSnapshot().Select(m => m.Tags["error.type"]), Has.Some.EqualTo("GroupAuthorizationFailed"));
        Assert.That(sentence, Does.StartWith("Kafka has taken no offsets since").And.Contain("GroupAuthorizationFailed"));
        Assert.That(_log.Lines.Count(line => line.StartsWith("Error 5013", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(_log.Lines, Has.Some.StartsWith("Error 5014").And.Some.Contains("did not confirm the last offsets"));
        Assert.That(_log.Lines, Has.None.StartsWith("Information 5002"));
        Assert.That(Committed(), Is.Zero);
    }

    [Test]
    public async Task Consume_OffsetsAreTakenAgain_HealthAndFarewellSaySo()
    {
        var member = await StartAsync(options => options.Consumer.AutoCommitIntervalMs = 50);
        _cluster.FailNext(MockCluster.Request.OffsetCommit, ErrorCode.GroupAuthorizationFailed, ErrorCode.GroupAuthorizationFailed);
        Batches.Produce(_cluster, messages: 20);

        await Eventually.IsTrueAsync(() => member.Consumer.GetStatus().Health == HealthStatus.Unhealthy, "it shows");
        Batches.Produce(_cluster, messages: 20, from: 20);
        await Eventually.IsTrueAsync(() => member.Consumer.GetStatus().Health == HealthStatus.Healthy, "it is over");
        await Eventually.IsTrueAsync(() => member.Consumer.GetStatus().SettledMessages == 40, "all is settled");
        await member.StopAsync();

        Assert.That(_log.Lines, Has.Some.StartsWith("Information 5002").And.None.StartsWith("Error 5014"));
        Assert.That(Committed(), Is.EqualTo(40));
    }

    [Test]
    public async Task Consume_TopicWasCreatedAgain_IsNamedAndItsMessagesArrive()
    {
        using (var earlier = new ConsumerBuilder<byte[], byte[]>(new ConsumerConfig { BootstrapServers = _cluster.BootstrapServers, GroupId = "vidora" }).Build())
        {
            earlier.Commit([new TopicPartitionOffset("events", 0, 1_000)]);
        }

        var ids = Batches.Produce(_cluster, messages: 40);
        var member = await StartAsync(options => options.Consumer.AutoCommitIntervalMs = 50);

        await Eventually.IsTrueAsync(() => _vidora.Count == ids.Count, "everything arrives");
        await Eventually.IsTrueAsync(() => Committed() == 40, "the group is where the new topic is");
        await member.StopAsync();

        Assert.That(_log.Lines.Count(line => line.StartsWith("Error 5015", StringComparison.Ordinal)), Is.EqualTo(1));
        Assert.That(_log.Lines, Has.Some.Contains("events [[0]] begins again at offset 0, before 1000"));
    }

    [Test]
    public async Task Consume_NothingNew_LagIsWhatTheBrokerSays()
    {
        Batches.Produce(_cluster, messages: 40);
        var first = await StartAsync();
        await Eventually.IsTrueAsync(() => first.Consumer.GetStatus().SettledMessages == 40, "all is settled");
        await first.StopAsync();

        _vidora.Hold();
        Batches.Produce(_cluster, messages: 1, from: 40);
        var member = await StartAsync();

        await Eventually.IsTrueAsync(() => member.Consumer.GetStatus() is { Partitions: Partitions, Lag: 1 }, "one message is behind");
        _vidora.Release();
        await Eventually.IsTrueAsync(() => member.Consumer.GetStatus() is { Partitions: Partitions, Lag: 0 }, "none is behind");
    }

    [Test]
    public async Task Consume_LineOfLibrdkafka_KeepsItsLevel()
    {
        await StartAsync(options => options.Consumer.Set("debug", "cgrp"));

        _cluster.SetBrokerDown(1);

        await Eventually.IsTrueAsync(() => _log.Lines.Any(line => line.Contains("5012: librdkafka", StringComparison.Ordinal) && line.Contains("FAIL", StringComparison.Ordinal)), "a line comes");
        _cluster.SetBrokerUp(1);
        Assert.That(_log.Lines.Where(line => line.Contains(": FAIL: ", StringComparison.Ordinal)), Has.Some.StartsWith("Error 5012").Or.Some.StartsWith("Information 5012"));
        Assert.That(_log.Lines, Has.Some.StartsWith("Debug 5012"));
    }

    [Test]
    public async Task Consume_VidoraIsSlow_PausesInsteadOfBuffering()
    {
        const int Messages = 400;
        const long Limit = 1 << 20;
        var padding = new string('x', 10_000);
        for (var i = 0; i < Messages; i++)
        {
            var user = 1 + (i % 20);
            Produce(user.ToString(System.Globalization.CultureInfo.InvariantCulture), Batches.Of(user, i / 20, 1).Replace("\"look\"", $"\"look{padding}\"", StringComparison.Ordinal));
        }

        _vidora.Hold();
        var member = await StartAsync(options => options.MaxBufferedBytes = Limit);

        await Eventually.IsTrueAsync(() => member.Consumer.GetStatus().PausedPartitions == Partitions, "all partitions are paused");
        await Eventually.IsTrueAsync(() => member.Consumer.GetStatus().Lag == Messages, "the lag counts from where the group is");
        var status = member.Consumer.GetStatus();
        _vidora.Release();
        await Eventually.IsTrueAsync(() => _vidora.Count == Messages, "everything arrives afterwards");
        await Eventually.IsTrueAsync(() => member.Consumer.GetStatus() is { PausedPartitions: 0, InFlightMessages: 0 }, "all partitions are resumed");
        await member.StopAsync();

        Assert.That(status.InFlightMessages * padding.Length, Is.LessThan(Limit + (Partitions * padding.Length * 2)));
        Assert.That(status.Sentence, Does.Contain("4 of 4 partitions paused"));
        Assert.That(_vidora.Accepted, Has.Count.EqualTo(Messages));
        Assert.That(Batches.OutOfOrder(_vidora.Accepted), Is.Empty);
        Assert.That(Committed(), Is.EqualTo(Messages));
    }

    [Test]
    public async Task Consume_EventsOfForgottenUsers_AreNotSent()
    {
        var member = await StartAsync();
        await member.Forwarder.ForgetAsync(["3"]);

        var ids = Batches.Produce(_cluster, messages: 40);
        await Eventually.IsTrueAsync(() => member.Consumer.GetStatus().Lag == 0 && _vidora.Count == ids.Count - 4, "the others arrive");
        await member.StopAsync();

        Assert.That(_vidora.Accepted.Select(e => e.User), Has.None.EqualTo("3"));
        Assert.That(Committed(), Is.EqualTo(40));
        Assert.That((await member.Forwarder.Store.GetStatusAsync()).DeadLetters, Is.Empty);
    }

    [Test]
    public async Task Consume_MappingLeavesEverythingOut_StatusSaysHowManyAndWhy()
    {
        for (var i = 0; i < 3; i++)
        {
            Produce("1", Batches.Of(1, i, 2).Replace("production", "development", StringComparison.Ordinal));
        }

        var member = await StartAsync();
        await Eventually.IsTrueAsync(() => member.Consumer.GetStatus().SettledMessages == 3, "the messages are settled");
        await member.StopAsync();

        var status = member.Consumer.GetStatus();
        Assert.That(status.SettledMessages, Is.EqualTo(3));
        Assert.That(status.NotForwardedEvents.Values, Is.EqualTo(new[] { 6L }));
        Assert.That(status.NotForwardedEvents.Keys, Is.EqualTo(new[] { "environment_not_forwarded" }));
        Assert.That(_vidora.Accepted, Is.Empty);
    }

    [Test]
    public async Task Consume_MostIsLeftOut_HealthAndLogSayWhy()
    {
        var member = await StartAsync();
        for (var i = 0; i < 3; i++)
        {
            Produce("1", Batches.Of(1, i, 1).Replace("production", "development", StringComparison.Ordinal));
        }

        Produce("1", Batches.Of(1, 3, 1));
        await Eventually.IsTrueAsync(() => member.Consumer.GetStatus().SettledMessages == 4, "all is settled");

        var status = member.Consumer.GetStatus();
        Assert.That((status.Health, status.Sentence), Is.EqualTo((
            HealthStatus.Degraded,
            "The mapping left out 3 of 4 events of the last 5 min, mostly for environment_not_forwarded: check Mapping of this account.")));
        const string Line = "Warning 5017: Account default: the mapping left out ";
        await Eventually.IsTrueAsync(() => _log.Lines.Any(line => line.StartsWith(Line, StringComparison.Ordinal)), "it is logged, after it is counted");
        Assert.That(_log.Lines, Has.Exactly(1).StartsWith(Line));
    }

    [Test]
    public async Task Activity_OfARequest_HasTheAttributesOfMessaging_AndTheRequestInIt()
    {
        var stopped = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == VidoraTelemetry.ActivitySourceName,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        Produce("1", Batches.Of(1, 0, 2));
        await StartAsync(options => options.Consumer.GroupId = "traced");
        await Eventually.IsTrueAsync(() => stopped.Any(Processes), "it is recorded");

        var process = stopped.First(Processes);
        Assert.That((process.OperationName, process.Kind), Is.EqualTo(("process events", ActivityKind.Consumer)));
        Assert.That(process.TagObjects.Where(tag => tag.Key != "messaging.destination.partition.id").Select(tag => $"{tag.Key}={tag.Value}"), Is.EquivalentTo(new[]
        {
            "vidora.account=default", "messaging.system=kafka", "messaging.operation.name=process", "messaging.operation.type=process",
            "messaging.consumer.group.name=traced", "messaging.destination.name=events", "messaging.batch.message_count=1", "vidora.events=2",
        }));
        Assert.That(stopped.Select(activity => (activity.OperationName, activity.ParentSpanId)), Has.Member(("send_events", process.SpanId)));

        static bool Processes(Activity activity) => activity.GetTagItem("messaging.consumer.group.name") is "traced";
    }

    [Test]
    public async Task Metrics_CountMessagesRebalancesLagAndWhatIsInFlight()
    {
        using var meters = new TestMeters();
        using var messages = new MetricCollector<long>(meters, Kafka.Consuming.KafkaMetrics.MeterName, "vidora.kafka.messages");
        using var rebalances = new MetricCollector<long>(meters, Kafka.Consuming.KafkaMetrics.MeterName, "vidora.kafka.rebalances");
        using var lag = new MetricCollector<long>(meters, Kafka.Consuming.KafkaMetrics.MeterName, "vidora.kafka.lag");
        using var inFlight = new MetricCollector<long>(meters, Kafka.Consuming.KafkaMetrics.MeterName, "vidora.kafka.in_flight");
        Batches.Produce(_cluster, messages: 40);
        Produce("1", "no batch");
        var member = await StartAsync(services: services => services.AddSingleton<IMeterFactory>(meters));
        await Eventually.IsTrueAsync(() => _vidora.Count == 80, "everything arrives");
        await Eventually.IsTrueAsync(
            () =>
            {
                lag.RecordObservableInstruments();
                return lag.GetMeasurementSnapshot().Count > 0;
            },
            "the lag is known");
        inFlight.RecordObservableInstruments();
        var status = member.Consumer.GetStatus();
        await member.StopAsync();

        var counted = messages.GetMeasurementSnapshot().GroupBy(m => (string)m.Tags["vidora.outcome"]!).ToDictionary(g => g.Key, g => g.Sum(m => m.Value));
        Assert.That(counted, Is.EqualTo(new Dictionary<string, long> { ["forwarded"] = 40, ["unreadable"] = 1 }));
        Assert.That(rebalances.GetMeasurementSnapshot().Select(m => m.Tags["vidora.kafka.rebalance"]), Is.EqualTo(new[] { "assigned", "revoked" }));
        Assert.That(lag.GetMeasurementSnapshot()[^1].Tags.Keys, Is.EquivalentTo(new[]
        {
            "vidora.account", "messaging.system", "messaging.consumer.group.name", "messaging.destination.name", "messaging.destination.partition.id",
        }));
        Assert.That(inFlight.GetMeasurementSnapshot().Select(m => m.Tags["messaging.destination.partition.id"]).Distinct().Count(), Is.EqualTo(Partitions));
        Assert.That(status.Partitions, Is.EqualTo(Partitions));
        Assert.That(member.Consumer.GetStatus().Sentence, Is.EqualTo("The Kafka consumer is not running."));
    }

    [Test]
    public async Task Consume_BrokersWantOtherCredentials_HealthSaysWhatToCheck()
    {
        var member = await StartAsync(options =>
        {
            options.Consumer.SecurityProtocol = SecurityProtocol.SaslPlaintext;
            options.Consumer.SaslMechanism = SaslMechanism.ScramSha512;
            options.Consumer.SaslUsername = "acme";
            options.Consumer.SaslPassword = "canary-7781";
        });

        await Eventually.IsTrueAsync(() => _log.Lines.Any(line => line.Contains("Local_AllBrokersDown", StringComparison.Ordinal)), "no broker is left");

        Assert.That(member.Consumer.GetStatus().Sentence, Does.Contain("Check SaslMechanism, SaslUsername and SaslPassword"));
        Assert.That(_log.Lines, Has.Some.Contains("Kafka reports").And.None.Contains("canary"));
    }

    [TestCase("security.protocol", "nonsense", null)]
    [TestCase("no.such.setting", "1", null)]
    [TestCase("ssl.ca.location", "/no/such/file.pem", null)]
    [TestCase("security.protocol", "nonsense", "dead")]
    [TestCase("no.such.setting", "1", "dead")]
    [TestCase("ssl.ca.location", "/no/such/file.pem", "dead")]
    public void Start_SettingOfKafkaCannotBe_Throws(string key, string value, string? deadLetterTopic)
    {
        var error = Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync(options =>
        {
            options.DeadLetterTopic = deadLetterTopic;
            options.Consumer.SecurityProtocol = SecurityProtocol.Ssl;
            options.Consumer.Set(key, value);
        }));

        Assert.That(error!.Message, Does.Contain("VidoraKafkaOptions.Consumer").And.Contain(key));
    }

    [Test]
    public async Task Lesson02_ClientFailsForGood_IsMadeAnewAndGoesOn()
    {
        var member = await StartAsync(options => options.Consumer.GroupInstanceId = "one");
        var ids = Batches.Produce(_cluster, messages: 100);
        await Eventually.IsTrueAsync(() => _vidora.Count == ids.Count, "it runs");

        _cluster.FailNext(MockCluster.Request.Heartbeat, ErrorCode.FencedInstanceId);
        await Eventually.IsTrueAsync(() => _log.Lines.Any(line => line.Contains("A new client starts", StringComparison.Ordinal)), "the client fails");
        ids.AddRange(Batches.Produce(_cluster, messages: 100, from: 100));
        await Eventually.IsTrueAsync(() => _vidora.Count == ids.Count, "it goes on");

        Assert.That(member.Consumer.GetStatus().Health, Is.Not.EqualTo(HealthStatus.Unhealthy));
    }

    private static string? Header(ConsumeResult<byte[], byte[]> message, string name) =>
        message.Message.Headers.TryGetLastBytes(name, out var value) ? Encoding.UTF8.GetString(value) : null;

    private void Produce(string key, string? value)
    {
        _cluster.Producer.Produce("events", new Message<string?, string> { Key = key, Value = value! });
        _cluster.Producer.Flush(TimeSpan.FromSeconds(60));
    }

    private List<ConsumeResult<byte[], byte[]>> Read(string topic, int count)
    {
        using var consumer = new ConsumerBuilder<byte[], byte[]>(
            new ConsumerConfig { BootstrapServers = _cluster.BootstrapServers, GroupId = "reader" }).Build();
        consumer.Assign(new TopicPartitionOffset(topic, 0, Offset.Beginning));
        return Enumerable.Range(0, count)
            .Select(_ => consumer.Consume(TimeSpan.FromSeconds(60)) ?? throw new TimeoutException("There are fewer messages."))
            .ToList();
    }

    private HashSet<string> Arrived() => _vidora.Accepted.Select(e => e.EventId).ToHashSet();

    private async Task<Member> StartAsync(Action<VidoraKafkaOptions>? configure = null, Action<IServiceCollection>? services = null)
    {
        var member = await Member.StartAsync(_cluster.BootstrapServers, _vidora.Address, configure, _log, services);
        _members.Add(member);
        return member;
    }

    private long Committed() => _cluster.Committed("vidora", "events", Partitions);
}
