using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Vidora.Integration;
using Vidora.Integration.Delivery;
using Vidora.Integration.Emulator;
using Vidora.Integration.Pipelines;

namespace Vidora.Documentation.Tests;

/// <summary>What the READMEs say of services that a host resolves.</summary>
public sealed class HostTests
{
    [Test]
    public async Task SendAsync_ACallerWithItsOwnCheckpoint_NeedsNoQueue()
    {
        await using var emulator = await VidoraEmulator.StartAsync();
        var services = new ServiceCollection();
        services.AddVidora(options => (options.ApiKey, options.BaseAddress) = ("demo-key", emulator.Address)).AddForwarding(options => options.QueueFile = ":memory:");
        await using var provider = services.BuildServiceProvider();
        VidoraEventSender sender = provider.GetRequiredService<VidoraEventSender>();
        var outcomes = await sender.SendAsync([new VidoraEvent("7", "purchase") { Timestamp = DateTimeOffset.UnixEpoch }]);
        Assert.That(outcomes.Single().Status, Is.EqualTo(SendStatus.Accepted));
    }

    [Test]
    public async Task CheckHealthAsync_OfWatchedFolders_IsAHealthCheckOfItsOwn()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddVidora().AddPredictionFeed(options => (options.Key, options.Secret) = ("key", "secret"))
            .AddPredictionImport(options => (options.Directory, options.Pipeline) = (TestContext.CurrentContext.WorkDirectory, "Sample Pipeline"));
        services.AddHealthChecks().AddCheck<PredictionImports>("predictions");
        await using var provider = services.BuildServiceProvider();
        var report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync();
        Assert.That(report.Entries.Keys, Is.EqualTo(new[] { "predictions" }));
    }

    [Test]
    public async Task RunAsync_APipelineWithoutEvents_FailsWithASentence()
    {
        await using var emulator = await VidoraEmulator.StartAsync();
        var definition = new FutureEventsPipeline { Name = "Sample Pipeline", Goal = new EventCondition("purchase"), Schedule = PipelineSchedule.Weekly };
        PipelineCheck check = await emulator.Pipelines.CheckAsync(definition);
        var pipeline = await emulator.Pipelines.RunAsync(emulator.Pipelines.Create(definition).Id);
        Assert.That((pipeline.Definition.Schedule, pipeline.Status, pipeline.Active), Is.EqualTo((PipelineSchedule.Weekly, VidoraPipelineStatus.Failed, true)));
        Assert.That((pipeline.Failure, pipeline.Card), Is.EqualTo((check.Obstacle, (ModelCard?)null)));
    }
}
