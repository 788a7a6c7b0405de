using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RichardSzalay.MockHttp;
using Vidora.Integration.Client;
using Vidora.Integration.Configuration;
using Vidora.Integration.Delivery.Sending;
using Vidora.Integration.Delivery.Telemetry;

namespace Vidora.Integration.Delivery.Tests;

[Slow(Formats = true)]
[TestFixture]
[Parallelizable]
public sealed class AddForwardingTests : IDisposable
{
    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = new TemporaryFolder();

    [TearDown]
    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task Wire_ScriptedAdversity_EveryEventArrivesOnceAndThePoisonedOneIsDead()
    {
        await using var vidora = await ScriptedVidora.StartAsync();
        vidora.Rejects = id => id == "e0017";
        vidora.Then(500).ThenSilence().ThenCut().Then(429, "1")
            .Then(429, DateTimeOffset.UnixEpoch.ToString("R", CultureInfo.InvariantCulture))
            .Then(413).Then(200, body: """{"error":"no such luck"}""").Then(401);
        using var host = Build(vidora.Address, options => options.RequestTimeout = TimeSpan.FromSeconds(3));
        var forwarder = host.Services.GetRequiredService<VidoraForwarder>();
        await forwarder.AcceptAsync(Samples.Events(50));

        await host.StartAsync();
        var flushed = await forwarder.FlushAsync(TimeSpan.FromSeconds(60));
        var status = await forwarder.GetStatusAsync();
        await host.StopAsync();

        Assert.That((flushed.Finished, flushed.Remaining), Is.EqualTo((true, 0L)));
        Assert.That(vidora.Accepted, Is.Unique.And.Count.EqualTo(49));
        var letter = (await forwarder.Store.GetDeadLettersAsync()).Single();
        Assert.That((Samples.IdOf(letter.Utf8Json), letter.Reason), Is.EqualTo(("e0017", "http_400")));
        Assert.That(
            status.Outcomes.Select(outcome => (outcome.Status, outcome.Reason, outcome.Count)),
            Is.SupersetOf(new[]
            {
                (SendStatus.Retry, "http_500", 50L),
                (SendStatus.Retry, "timeout", 50L),
                (SendStatus.Retry, "network_failure", 50L),
                (SendStatus.Retry, "http_429", 100L),
                (SendStatus.Waiting, "http_401", 13L),
                (SendStatus.Waiting, "held_back", 37L),
                (SendStatus.Dead, "http_400", 1L),
            }));
        Assert.That(status.Outcomes.Where(outcome => outcome.Status == SendStatus.Accepted).Sum(outcome => outcome.Count), Is.EqualTo(49));
        Assert.That(vidora.Requests[4].Time - vidora.Requests[3].Time, Is.GreaterThan(TimeSpan.FromSeconds(0.9)));
    }

    [Test]
    public async Task Wire_RetryAfterDate_IsWaitedFor()
    {
        await using var vidora = await ScriptedVidora.StartAsync();
        var date = TimeProvider.System.GetUtcNow().AddSeconds(3);
        vidora.Then(503, date.ToString("R", CultureInfo.InvariantCulture));
        using var host = Build(vidora.Address);
        await host.StartAsync();
        var forwarder = host.Services.GetRequiredService<VidoraForwarder>();

        await forwarder.AcceptAsync(Samples.Events(1));
        await forwarder.FlushAsync(TimeSpan.FromSeconds(60));
        await host.StopAsync();

        Assert.That(vidora.Requests[1].Time - vidora.Requests[0].Time, Is.GreaterThan(TimeSpan.FromSeconds(1)));
    }

    [Test]
    public async Task Wire_HostThatDoesNotExist_Pauses()
    {
        using var host = Build(new Uri("https://vidora.invalid/"));
        var forwarder = host.Services.GetRequiredService<VidoraForwarder>();
        await forwarder.AcceptAsync(Samples.Events(2));

        await host.StartAsync();
        var status = await UntilAsync(forwarder, status => status.IsPaused || status.NextProbeAt is not null);
        await host.StopAsync();

        if (!status.IsPaused)
        {
            Assert.Ignore("No name server answers here, which is a failure that passes.");
        }

        Assert.That(status.Sentence, Does.StartWith("Sending is paused: the host of BaseAddress is unknown."));
        Assert.That((await forwarder.Store.GetStatusAsync()).Events, Is.EqualTo(2));
    }

    [Test]
    public async Task Restart_EventsOfTheFirstHost_AreSentByTheSecond()
    {
        await using var vidora = await ScriptedVidora.StartAsync();
        using (var first = Build(vidora.Address))
        {
            await first.Services.GetRequiredService<VidoraForwarder>().AcceptAsync(Samples.Events(5));
        }

        using var second = Build(vidora.Address);
        await second.StartAsync();
        var flushed = await second.Services.GetRequiredService<VidoraForwarder>().FlushAsync(TimeSpan.FromSeconds(60));
        await second.StopAsync();

        Assert.That(flushed.Finished, Is.True);
        Assert.That(vidora.Accepted, Has.Count.EqualTo(5));
    }

    [Test]
    public async Task Stress_ManyCallersWorkersAndFailures_EveryEventIsAcceptedExactlyOnce()
    {
        const int Callers = 8;
        const int PerCaller = 400;
        var random = new Random(5);
        var client = new ScriptedClient(TimeProvider.System);
        var accepted = new List<string>();
        client.Otherwise = events =>
        {
            lock (accepted)
            {
                var status = random.Next(4) == 0 ? 503 : 200;
                if (status == 200)
                {
                    accepted.AddRange(events.Select(e => e.EventId!));
                }

                return ScriptedClient.Http(status);
            }
        };
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddVidora(options => options.MaxEventsPerRequest = 20).AddForwarding(options =>
        {
            options.QueueFile = _folder.File();
            options.FillDelay = TimeSpan.FromMilliseconds(1);
            options.Sending.FirstRetryDelay = TimeSpan.FromMilliseconds(1);
            options.Sending.MaxRetryDelay = TimeSpan.FromMilliseconds(5);
        });
        builder.Services.AddSingleton<VidoraClient>(client);
        using var host = builder.Build();
        await host.StartAsync();
        var forwarder = host.Services.GetRequiredService<VidoraForwarder>();

        var results = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => Task.Run(async () =>
        {
            var count = 0;
            for (var i = 0; i < PerCaller; i += 4)
            {
                count += (await forwarder.AcceptAsync(Samples.Events(4, prefix: $"{caller}-{i}-"))).AcceptedEvents;
            }

            return count;
        })));
        var flushed = await forwarder.FlushAsync(TimeSpan.FromSeconds(60));
        await host.StopAsync();

        Assert.That(results.Sum(), Is.EqualTo(Callers * PerCaller));
        Assert.That(flushed.Finished, Is.True);
        Assert.That(accepted, Is.Unique.And.Count.EqualTo(Callers * PerCaller));
    }

    [Test]
    public async Task NamedAccounts_HaveTheirOwnQueuesAndSenders()
    {
        var http = new MockHttpMessageHandler();
        http.When("http://127.0.0.1:1/v1/validate").Respond(HttpStatusCode.OK, "application/json", "{}");
        http.When("http://127.0.0.1:2/v1/validate").Respond(HttpStatusCode.Unauthorized);
        var services = new ServiceCollection();
        foreach (var (name, port) in new[] { ("good", 1), ("bad", 2) })
        {
            services.AddVidora(name, options =>
            {
                options.BaseAddress = new Uri($"http://127.0.0.1:{port}/");
                options.ApiKey = "key";
            }).AddForwarding(options => options.QueueFile = _folder.File(name + ".db"))
                .HttpClient.ConfigurePrimaryHttpMessageHandler(() => http);
        }

        await using var provider = services.BuildServiceProvider();
        var hosted = provider.GetServices<IHostedService>().ToList();
        var good = provider.GetRequiredKeyedService<VidoraForwarder>("good");
        var bad = provider.GetRequiredKeyedService<VidoraForwarder>("bad");
        hosted.ForEach(service => service.StartAsync(CancellationToken.None));
        await good.AcceptAsync(Samples.Events(3));
        await bad.AcceptAsync(Samples.Events(3));

        var flushed = await good.FlushAsync(TimeSpan.FromSeconds(60));
        var paused = await UntilAsync(bad, status => status.IsPaused);
        await Task.WhenAll(hosted.Select(service => service.StopAsync(CancellationToken.None)));

        Assert.That(hosted, Has.Count.EqualTo(2));
        Assert.That((flushed.Finished, paused.Store.Events), Is.EqualTo((true, 3L)));
        Assert.That(provider.GetRequiredKeyedService<VidoraEventSender>("good"), Is.Not.SameAs(provider.GetRequiredKeyedService<VidoraEventSender>("bad")));
        Assert.That(provider.GetService<VidoraForwarder>(), Is.Null);
    }

    [Test]
    public void AddForwarding_Twice_IsOneSender()
    {
        var services = new ServiceCollection();
        services.AddVidora(options => options.ApiKey = "key")
            .AddForwarding(options => options.FillDelay = TimeSpan.FromSeconds(1))
            .AddForwarding(options => options.QueueFile = ":memory:");
        using var provider = services.BuildServiceProvider();

        Assert.That(provider.GetServices<IHostedService>().Count(), Is.EqualTo(1));
        Assert.That(provider.GetRequiredService<VidoraForwarder>().Store, Is.SameAs(provider.GetRequiredService<DeliveryStore>()));
        Assert.That(File.Exists(":memory:"), Is.False);
    }

    [Test]
    public void Start_WrongOption_FailsAndNamesIt()
    {
        using var host = Build(new Uri("http://127.0.0.1:1/"), configureForwarding: options => options.Sending.MaxConcurrentRequests = 0);

        Assert.That(
            () => host.StartAsync(),
            Throws.InstanceOf<OptionsValidationException>().With.Message.EqualTo(
                "VidoraForwardingOptions.Sending.MaxConcurrentRequests is 0; it must be from 1 to 256. Set options.Sending.MaxConcurrentRequests = 4"));
    }

    [Test]
    public void Start_NoKey_FailsAndNamesIt()
    {
        using var host = Build(new Uri("http://127.0.0.1:1/"), options => options.ApiKey = null);

        Assert.That(() => host.StartAsync(), Throws.InstanceOf<OptionsValidationException>().With.Message.Contains("ApiKey"));
    }

    [Test]
    public async Task Start_FileInUse_FailsAndNamesIt()
    {
        await using var store = new DeliveryStore(_folder.File());
        using var host = Build(new Uri("http://127.0.0.1:1/"));

        Assert.That(() => host.StartAsync(), Throws.InstanceOf<DeliveryStoreException>().With.Message.Contains(_folder.File()));
    }

    [Test]
    public async Task Metrics_AreCountedUnderTheirNamesWithClosedTags()
    {
        await using var vidora = await ScriptedVidora.StartAsync();
        vidora.Rejects = id => id == "e0001";
        using var host = Build(vidora.Address, configureForwarding: options => options.Limits.MaxEvents = 10);
        var factory = host.Services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>();
        using var accepted = Collect<long>("vidora.delivery.accepted");
        using var refused = Collect<long>("vidora.delivery.refused");
        using var outcomes = Collect<long>("vidora.delivery.outcomes");
        using var quarantined = Collect<long>("vidora.delivery.quarantined");
        using var depth = Collect<long>("vidora.delivery.queue.events");
        using var age = Collect<double>("vidora.delivery.queue.oldest_age");
        using var dead = Collect<long>("vidora.delivery.dead_letters");
        using var paused = Collect<int>("vidora.delivery.paused");
        using var duration = Collect<double>("vidora.delivery.append.duration");
        var forwarder = host.Services.GetRequiredService<VidoraForwarder>();

        await forwarder.ForgetAsync(["42"]);
        await forwarder.AcceptAsync([.. Samples.Events(3), Samples.Event("x", "42")]);
        await forwarder.AcceptAsync(Samples.Events(11));
        await forwarder.QuarantineAsync("x"u8.ToArray(), QuarantineReason.MissingMpid);
        await host.StartAsync();
        await forwarder.FlushAsync(TimeSpan.FromSeconds(60));
        await host.StopAsync();
        depth.RecordObservableInstruments();
        age.RecordObservableInstruments();
        dead.RecordObservableInstruments();
        paused.RecordObservableInstruments();

        Assert.That(Sum(accepted), Is.EqualTo("vidora.account=default: 3"));
        Assert.That(Sum(refused), Is.EqualTo("vidora.account=default vidora.reason=forgotten: 1, vidora.account=default vidora.reason=full: 11"));
        Assert.That(Sum(outcomes), Is.EqualTo(
            "vidora.account=default vidora.outcome=accepted vidora.reason=http_200: 2, vidora.account=default vidora.outcome=dead vidora.reason=http_400: 1"));
        Assert.That(Sum(quarantined), Is.EqualTo("vidora.account=default vidora.reason=missing_mpid: 1"));
        Assert.That(depth.LastMeasurement, Is.Not.Null);
        Assert.That(age.LastMeasurement, Is.Not.Null);
        Assert.That(paused.LastMeasurement!.Value, Is.Zero);
        Assert.That(duration.LastMeasurement!.Value, Is.GreaterThan(0));

        MetricCollector<T> Collect<T>(string name)
            where T : struct => new(factory, DeliveryMetrics.MeterName, name);

        static string Sum(MetricCollector<long> collector) => string.Join(", ", collector.GetMeasurementSnapshot()
            .GroupBy(measurement => string.Join(' ', measurement.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal).Select(tag => $"{tag.Key}={tag.Value}")))
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"{group.Key}: {group.Sum(measurement => measurement.Value).ToString(CultureInfo.InvariantCulture)}"));
    }

    private static Task<ForwardingStatus> UntilAsync(VidoraForwarder forwarder, Predicate<ForwardingStatus> condition) =>
        Eventually.GetAsync(() => forwarder.GetStatusAsync(), condition, status => status.Sentence);

    private IHost Build(
        Uri address, Action<VidoraOptions>? configure = null, Action<VidoraForwardingOptions>? configureForwarding = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Logging.ClearProviders();
        builder.Services.AddMetrics();
        builder.Services.AddVidora(options =>
        {
            options.BaseAddress = address;
            options.ApiKey = "key";
            options.ApiSecret = "secret";
            configure?.Invoke(options);
        }).AddForwarding(options =>
        {
            options.QueueFile = _folder.File();
            options.FillDelay = TimeSpan.FromMilliseconds(10);
            options.Sending.FirstRetryDelay = TimeSpan.FromMilliseconds(20);
            options.Sending.MaxConcurrentRequests = 1;
            configureForwarding?.Invoke(options);
        });
        return builder.Build();
    }
}
