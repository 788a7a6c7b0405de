using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Vidora.Integration.Delivery;
using Vidora.Integration.Emulator;

namespace Vidora.Integration.AspNetCore.Tests;

/// <summary>Ready is true exactly while a post gets 202, whatever happens; health tells people what is wrong.</summary>
public sealed class ProbesTests
{
    [Test]
    public async Task Probes_KeyIsWrong_StayReady()
    {
        await using var host = await StartAsync();
        await AssertAsync(host, ready: true, health: 200, "Everything accepted has been sent.");
        host.Vidora.Script.Add("POST /v1/validate", new FaultAnswer { Status = 401 });
        await host.PostBatchesAsync(Batches.One("a"));
        await Eventually.IsTrueAsync(async () => (await host.Forwarder.GetStatusAsync()).IsPaused);
        await AssertAsync(host, ready: true, health: 503, "Sending is paused: Vidora answered 401.");
    }

    [Test]
    public async Task Probes_VidoraIsDown_StayReady()
    {
        await using var host = await StartAsync(vidoraIsDown: true);
        await host.PostBatchesAsync(Batches.One("a"));
        await AssertAsync(host, ready: true, health: null, "");
    }

    [Test]
    public async Task Probes_QueueIsFull_AreNotReady()
    {
        await using var host = await StartAsync(vidoraIsDown: true, forwarding: options => options.Limits.MaxEvents = 2);
        await AssertAsync(host, ready: true, health: null, "");
        await host.PostBatchesAsync(Batches.One("b"));
        await AssertAsync(host, ready: false, health: 503, "The queue is full");
    }

    [Test]
    public async Task Probes_FileCannotBeWritten_AreNotReadyUntilItCan()
    {
        var isBroken = false;
        await using var host = await StartAsync(
            vidoraIsDown: true, fault: operation => isBroken && operation is "AppendAsync" or "CheckAsync" && isBroken ? new DeliveryStoreException("The disk is full.") : null);
        isBroken = true;
        await AssertAsync(host, ready: false, health: 503, "The disk is full.");
        isBroken = false;
        await AssertAsync(host, ready: true, health: null, "");
    }

    [Test]
    public async Task Probes_HostStops_AreNotReady()
    {
        await using var host = await StartAsync(vidoraIsDown: true);
        host.BeginStopping();
        await AssertAsync(host, ready: false, health: null, "");
    }

    [Test]
    public async Task Probes_ThroughAnOutage_AreReadyExactlyWhilePostsGet202()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("queue.db");
        long? free = null;
        await using var host = await StartAsync(
            forwarding: options =>
            {
                options.Sending.FirstRetryDelay = TimeSpan.FromMilliseconds(50);
                options.Sending.MaxRetryDelay = TimeSpan.FromMilliseconds(200);
            },
            build: builder => builder.Services.AddSingleton(_ => new DeliveryStore(
                file, null, readOnly: false, null, disk: () => (free ?? (1L << 40), 1L << 40))));
        await AssertAsync(host, ready: true, health: 200, "");

        host.Vidora.Script.Add("POST /v1/validate", new FaultAnswer { Status = 401, Times = 1_000_000 });
        await host.PostBatchesAsync(Batches.One("wrong key"));
        await Eventually.IsTrueAsync(async () => (await host.Forwarder.GetStatusAsync()).IsPaused);
        await AssertAsync(host, ready: true, health: 503, "Sending is paused: Vidora answered 401.");

        host.Vidora.Script.Clear();
        await Eventually.IsTrueAsync(async () => (await host.Forwarder.GetStatusAsync()).Store.Events == 0, "the right key sends everything");
        host.Vidora.Script.Add("POST /v1/validate", new FaultAnswer { Status = 503, Times = 1_000_000 });
        await host.PostBatchesAsync(Batches.One("Vidora is down"));
        await Eventually.IsTrueAsync(async () => (await host.Forwarder.GetStatusAsync()).Sentence.Contains("(http_503)", StringComparison.Ordinal));
        await AssertAsync(host, ready: true, health: 200, "Vidora does not take events at the moment (http_503)");

        free = 0;
        await AssertAsync(host, ready: false, health: 503, "The disk of the queue file has 0 MiB free, too little for new events");
        free = null;
        await AssertAsync(host, ready: true, health: 200, "");

        host.Vidora.Script.Clear();
        await Eventually.IsTrueAsync(async () => (await host.Forwarder.GetStatusAsync()).Store.Events == 0, "everything accepted is sent");
        Assert.That(
            (await host.Forwarder.GetStatusAsync()).Outcomes.Where(outcome => outcome.Status is SendStatus.Accepted).Sum(outcome => outcome.Count),
            Is.EqualTo(6),
            "a post for each time that the host was ready, the one with the wrong key and the one while Vidora is down");

        File.Delete(file);
        await AssertAsync(host, ready: false, health: 503, "queue.db");
        host.BeginStopping();
        await AssertAsync(host, ready: false, health: null, "");
    }

    [Test]
    public async Task Probes_OperatorPauses_StayReadyAndAlive()
    {
        await using var host = await StartAsync();
        host.Forwarder.Pause();
        await AssertAsync(host, ready: true, health: 200, "An operator paused sending");
        Assert.That((await GetAsync(host, "/alive")).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(host.Vidora.Events, Is.Empty);
        host.Forwarder.Resume();
        await host.Vidora.WaitForEventsAsync(1);
    }

    [Test]
    public async Task Alive_ALoopDoesNotMove_AsksForARestart()
    {
        await using var host = await StartAsync(build: builder => builder.Services.AddKeyedSingleton("", new Liveness(() => "The loop does not move.")));
        var (status, body) = await GetAsync(host, "/alive");
        Assert.That((status, body), Is.EqualTo((HttpStatusCode.ServiceUnavailable, """{"status":"Unhealthy","vidora-live":"The loop does not move. Restart the process."}""")));
        await AssertAsync(host, ready: true, health: 200, "");
    }

    [Test]
    public async Task MapVidoraProbes_WithoutHealthChecks_SaysWhatToAdd()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        await using var app = builder.Build();
        Assert.That(() => app.MapVidoraProbes(), Throws.InvalidOperationException.With.Message.Contains("AddHealthChecks().AddVidora()"));
    }

    private static Task<ReceivingHost> StartAsync(
        bool vidoraIsDown = false,
        Action<VidoraForwardingOptions>? forwarding = null,
        Func<string, Exception?>? fault = null,
        Action<WebApplicationBuilder>? build = null) => ReceivingHost.StartAsync(
        vidoraIsDown: vidoraIsDown,
        forwarding: forwarding,
        fault: fault,
        build: builder =>
        {
            builder.Services.AddHealthChecks().AddVidora();
            build?.Invoke(builder);
        },
        map: app => app.MapVidoraProbes());

    private static async Task AssertAsync(ReceivingHost host, bool ready, int? health, string sentence)
    {
        var (readiness, _) = await GetAsync(host, "/ready");
        var (status, body) = await GetAsync(host, "/health");
        var post = await host.PostBatchesAsync(Batches.One("probe"));
        Assert.That(readiness, Is.EqualTo(ready ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable));
        Assert.That(post.Status == HttpStatusCode.Accepted, Is.EqualTo(ready), "ready is what a post finds");
        Assert.That((int)status, Is.EqualTo(health ?? (int)status), body);
        Assert.That(body, Does.Contain(sentence).And.Not.Contain("vidora-ready"));
    }

    private static async Task<(HttpStatusCode Status, string Body)> GetAsync(ReceivingHost host, string path)
    {
        using var response = await host.Http.GetAsync(new Uri(path, UriKind.Relative));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
