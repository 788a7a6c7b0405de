using Microsoft.Extensions.DependencyInjection;

namespace Vidora.Integration.Emulator.Tests;

public class UseVidoraTests
{
    [Test]
    public async Task UseVidora_HostWithItsOwnConfiguration_TalksToTheEmulator()
    {
        await using var emulator = await VidoraEmulator.StartAsync(o => o.ApiSecret = "secret");
        var services = new ServiceCollection();
        var builder = services.AddVidora(o => (o.BaseAddress, o.ApiKey) = (new Uri("https://example.com"), "production"));

        Assert.That(emulator.UseVidora(builder), Is.SameAs(builder));
        services.Configure<VidoraOptions>(o => o.ApiKey = "configured later");

        await using var provider = services.BuildServiceProvider();
        var sent = await provider.GetRequiredService<VidoraClient>().SendEventsAsync([new VidoraEvent("u1", "click")]);
        Assert.That(sent.Outcome.Status, Is.EqualTo(SendStatus.Accepted));
        Assert.That(emulator.Events.Single().UserId, Is.EqualTo("u1"));
    }

    [Test]
    public async Task UseVidora_NamedAccount_LeavesTheOthersAlone()
    {
        await using var emulator = await VidoraEmulator.StartAsync();
        var services = new ServiceCollection();
        services.AddVidora("Europe");
        services.AddVidora("America", o => o.ApiKey = "other");
        emulator.UseVidora(services, "Europe");
        await using var provider = services.BuildServiceProvider();

        var europe = provider.GetRequiredKeyedService<VidoraClient>("Europe");
        var id = await europe.RequestErasureAsync(["u1"]);

        Assert.That(await europe.GetErasureStatusAsync(id), Is.EqualTo("completed"));
        Assert.That(emulator.DeletedUsers, Is.EqualTo(new[] { "u1" }));
        var options = provider.GetRequiredService<Microsoft.Extensions.Options.IOptionsMonitor<VidoraOptions>>();
        Assert.That(options.Get("America").ApiKey, Is.EqualTo("other"));
    }

    [Test]
    public async Task Client_PipelinesAndPredictions_ReadsWhatTheEmulatorServes()
    {
        await using var emulator = await VidoraEmulator.StartAsync();
        var services = new ServiceCollection();
        emulator.UseVidora(services.AddVidora());
        await using var provider = services.BuildServiceProvider();
        var client = provider.GetRequiredService<VidoraClient>();
        await Shoppers.SendAsync(emulator);
        var pipeline = await Shoppers.RunAsync(emulator, Shoppers.Points("Buyers"));

        var listed = await client.GetPipelinesAsync();
        var all = await client.GetPredictionsAsync("17");
        var one = await client.GetPredictionAsync("17", pipeline.Id);

        Assert.That(listed.Single().Name, Is.EqualTo("Buyers"));
        Assert.That(all.Single().Score, Is.EqualTo(emulator.Pipelines.FindPrediction(pipeline.Id, "17")!.Score));
        Assert.That(one!.Percentile, Is.EqualTo(emulator.Pipelines.FindPrediction(pipeline.Id, "17")!.Percentile));
    }

    [Test]
    public async Task UseVidora_AccountWithAFeed_WritesToTheEmulatedUsers()
    {
        await using var emulator = await VidoraEmulator.StartAsync();
        var services = new ServiceCollection();
        emulator.UseVidora(services.AddVidora().AddPredictionFeed(o => (o.Key, o.Secret) = ("production", "production")));
        await using var provider = services.BuildServiceProvider();
        var column = new PredictionColumn("Sample Pipeline");

        var outcome = await provider.GetRequiredService<MParticleFeedClient>().WriteAsync([new UserPrediction(-17, column, 0.171425)]);

        Assert.That(outcome.AllAccepted, Is.True);
        Assert.That(emulator.Users.Single().Attributes[column.Attribute.ToString()].GetRawText(), Is.EqualTo("0.171425"));
    }
}
