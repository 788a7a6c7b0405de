using Microsoft.Extensions.Options;
using Vidora.Integration.MParticle.Firehose;
using Vidora.Integration.MParticle.Json;
using Vidora.Integration.Mapping;

namespace Vidora.Integration.AotProbe;

/// <summary>Registration, readers, mapper and both clients.</summary>
internal static class LibraryChecks
{
    private const string NamedUser = "eu-1";

    public static async Task RunAsync(Checks checks, LocalServices services)
    {
        await checks.RunAsync("options are bound from a configuration section, and an unknown key is an error", BindAsync);
        await checks.RunAsync("named accounts resolve as keyed services", () => NameAsync(services));
        await checks.RunAsync("both formats are read and mapped", MapAsync);
        await checks.RunAsync("a batch is explained", ExplainAsync);
        await checks.RunAsync("the client sends events, signed", () => SendAsync(services));
        await checks.RunAsync("pipelines and predictions are read", () => PredictAsync(services));
        await checks.RunAsync("users are erased", () => EraseAsync(services));
        await checks.RunAsync("the feed client writes attributes", () => WriteAsync(services));
    }

    private static async Task BindAsync()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Vidora:ApiKey"] = "configured",
            ["Vidora:BaseAddress"] = "http://127.0.0.1:1/",
            ["Vidora:RequestTimeout"] = "00:00:07",
            ["Vidora:Mapping:ExcludePersonalData"] = "true",
            ["Wrong:ApiKye"] = "configured",
        }).Build();
        await using var right = new ServiceCollection().AddVidora(configuration.GetSection("Vidora")).Services.BuildServiceProvider();
        var options = right.GetRequiredService<IOptions<VidoraOptions>>().Value;
        Checks.Equal("configured", options.ApiKey, "the API key");
        Checks.Equal(new Uri("http://127.0.0.1:1/"), options.BaseAddress, "the address");
        Checks.Equal(TimeSpan.FromSeconds(7), options.RequestTimeout, "the time-out");
        Checks.True(options.Mapping.ExcludePersonalData, "an option of the mapping was bound");

        await using var wrong = new ServiceCollection().AddVidora(configuration.GetSection("Wrong")).Services.BuildServiceProvider();
        try
        {
            _ = wrong.GetRequiredService<IOptions<VidoraOptions>>().Value;
        }
        catch (Exception e) when (e is OptionsValidationException or InvalidOperationException && e.Message.Contains("ApiKye", StringComparison.Ordinal))
        {
            return;
        }

        throw new InvalidOperationException("The unknown key was taken.");
    }

    private static async Task NameAsync(LocalServices services)
    {
        var account = new ServiceCollection().AddVidora("eu", options => options.Mapping.ExcludePersonalData = true);
        services.UseVidora(account);
        await using var provider = account.Services.BuildServiceProvider();
        var before = services.Valid;
        var result = await provider.GetRequiredKeyedService<VidoraClient>("eu").SendEventsAsync([new VidoraEvent(NamedUser, "named")]);
        Checks.True(result.AllAccepted, "the event of the named account was accepted");
        Checks.Equal(before + 1, services.Valid, "the number of events received");
    }

    private static Task MapAsync()
    {
        var mapper = new MParticleEventMapper();
        var mapped = mapper.Map(MParticleJson.ReadBatch(Documents.Batch));
        Checks.Equal("screen_view purchase purchase", string.Join(' ', mapped.Events.Select(e => e.Type)), "what the batch became");
        Checks.Equal(Documents.Mpid, mapped.Events[0].UserId, "the user");
        var request = (EventProcessingRequest)FirehoseJson.ReadRequest(Documents.Firehose);
        Checks.Equal("Play", mapper.Map(request.Batch!).Events.Single().Type, "what the message became");
        return Task.CompletedTask;
    }

    private static Task ExplainAsync()
    {
        var explained = new MappingExplainer().Explain(Documents.Batch);
        Checks.Equal(3, explained.Events.Count, "the number of explained events");
        Checks.Equal("mpid", explained.Events[0].Fields.Single(field => field.Name == "user_id").Sources.Single(), "where the user comes from");
        return Task.CompletedTask;
    }

    private static async Task SendAsync(LocalServices services)
    {
        await using var provider = Provider(services);
        var mapped = provider.GetRequiredService<MParticleEventMapper>().Map(MParticleJson.ReadBatch(Documents.Batch));
        var sent = await provider.GetRequiredService<VidoraClient>().SendEventsAsync(mapped.Events);
        Checks.Equal(3, sent.AllAccepted ? sent.Count : 0, "the number of accepted events");
        Checks.Equal(2, services.Count("purchase", Documents.Mpid), "the number of purchases received");
    }

    private static async Task PredictAsync(LocalServices services)
    {
        await using var provider = Provider(services);
        var client = provider.GetRequiredService<VidoraClient>();
        Checks.Equal(LocalServices.PipelineName, (await client.GetPipelinesAsync()).Single().Name, "the pipeline");
        var prediction = await client.GetPredictionAsync(NamedUser, LocalServices.PipelineId);
        Checks.True(prediction is { Score: > 0 and < 1 }, "the score is between 0 and 1");
    }

    private static async Task EraseAsync(LocalServices services)
    {
        await using var provider = Provider(services);
        var client = provider.GetRequiredService<VidoraClient>();
        var request = await client.RequestErasureAsync([NamedUser]);
        await client.GetErasureStatusAsync(request);
        Checks.Equal(0, services.Count(null, NamedUser), "the number of events of an erased user");
    }

    private static async Task WriteAsync(LocalServices services)
    {
        await using var provider = Provider(services);
        var column = new PredictionColumn("Sample Pipeline", PredictionAttributeName.ScoreColumn);
        var outcome = await provider.GetRequiredService<MParticleFeedClient>()
            .WriteAsync([new UserPrediction(4711, column, new PredictionNumber(0.25))]);
        Checks.Equal(SendStatus.Accepted, outcome.Outcome.Status, "the outcome");
        Checks.Equal(
            0.25, services.AttributeOf(4711, "$intelligent_attribute:vidora:sample_pipeline__score"), "the attribute");
    }

    private static ServiceProvider Provider(LocalServices services)
    {
        var builder = new ServiceCollection().AddVidora(options => options.ApiSecret = services.ApiSecret);
        services.UseVidora(builder);
        return builder.AddPredictionFeed(feed => EmulatedFeed.Use(feed, services)).Services.BuildServiceProvider();
    }
}
