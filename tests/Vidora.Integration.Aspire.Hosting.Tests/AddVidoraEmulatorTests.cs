using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Vidora.Integration.Aspire.Hosting.Tests;

/// <summary>The emulator as a resource of an app host, with the built console as the tool and without containers.</summary>
[TestFixture]
[Slow]
[Platform("Linux")]
public sealed class AddVidoraEmulatorTests
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(2);

    [Test]
    public async Task AddVidoraEmulator_Started_IsHealthyAndItsConnectionStringWorks()
    {
        using var limit = new CancellationTokenSource(_limit);
        await using var builder = DistributedApplicationTestingBuilder.Create([], (options, _) => options.DisableDashboard = true);
        builder.AddVidoraEmulator("vidora", tool: Path.Combine(AppContext.BaseDirectory, "vidora.dll"));
        await using var app = await builder.BuildAsync(limit.Token);
        await app.StartAsync(limit.Token);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("vidora", limit.Token);

        await using var provider = new ServiceCollection().AddVidora((await app.GetConnectionStringAsync("vidora", limit.Token))!).Services.BuildServiceProvider();
        var client = provider.GetRequiredService<VidoraClient>();
        var sent = await client.SendEventsAsync([new VidoraEvent("7", "purchase")], limit.Token);
        Assert.That(sent.AllAccepted, Is.True, sent.Outcome.ToString());
        Assert.That(await client.RequestErasureAsync(["7"], cancellationToken: limit.Token), Is.Not.Empty, "the secret is right");

        using var http = app.CreateHttpClient("vidora", "http");
        Assert.That(await http.GetStringAsync("/", limit.Token), Does.Contain("Check Your Events"));
        var shown = await app.ResourceNotifications.WaitForResourceAsync("vidora", state => state.Snapshot.Urls.Length > 0, limit.Token);
        Assert.That(
            shown.Snapshot.Urls.Select(url => url.DisplayProperties.DisplayName),
            Is.SupersetOf(new[] { "Check Your Events", "User Activity", "Pipelines", "Outputs", "Audiences", "Faults" }));
        await app.StopAsync(limit.Token);
    }

    [Test]
    public void ConnectionString_OfTheResource_NamesEndpointTokenAndSecret()
    {
        var builder = DistributedApplication.CreateBuilder([]);
        var vidora = builder.AddVidoraEmulator("vidora", port: 8480);
        builder.AddExecutable("receiver", "receiver", ".").WithReference(vidora);
        Assert.That(
            vidora.Resource.ConnectionStringExpression.ValueExpression,
            Is.EqualTo("Endpoint={vidora.bindings.http.url};ApiToken=demo-key;Secret=demo-secret;AllowHttp=true"));
    }
}
