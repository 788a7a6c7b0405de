using System.Net.Sockets;
using Confluent.Kafka;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Vidora.Integration.Delivery;

namespace Vidora.Samples.Console.Hosting;

/// <summary>Runs the web host of <c>vidora serve</c>.</summary>
internal sealed class ServeHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ServeHost(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    /// <summary>Gets the address of the operations page; null when operators have no credential.</summary>
    public Uri? Operations { get; private init; }

    public VidoraForwarder Forwarder => _app.Services.GetRequiredService<VidoraForwarder>();

    /// <exception cref="CommandFailedException">The address, the account or the queue file is unusable.</exception>
    public static async Task<ServeHost> StartAsync(ServeSettings settings, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().UseUrls(settings.Listen.ToString());
        builder.Services.AddRoutingCore();
        builder.AddAccount(settings);
        builder.Services.AddHealthChecks().AddVidora();
        var app = builder.Build();
        try
        {
            app.MapVidora("/mparticle", Receiving(settings));
            app.MapVidoraProbes();
            if (settings.OperatorCredential is { } credential)
            {
                app.MapVidoraOperations("/vidora", options => options.Credentials.Add(credential));
            }

            await app.StartAsync(cancellationToken);
            return new ServeHost(app) { Operations = settings.OperatorCredential is null ? null : new Uri(new Uri(app.Urls.First()), "vidora") };
        }
        catch (Exception e) when (e is OptionsValidationException or DeliveryStoreException or ArgumentException or IOException or InvalidOperationException or SocketException or KafkaException)
        {
            await app.DisposeAsync();
            throw e is OptionsValidationException or DeliveryStoreException or ArgumentException or KafkaException
                ? CommandHost.Failure(e)
                : new CommandFailedException($"cannot listen at {settings.Listen}: {e.Message}", ExitCode.WrongSetup);
        }
    }

    public Task StopAsync() => _app.StopAsync(CancellationToken.None);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>Returns the file's section with what the command line adds.</summary>
    private static IConfigurationSection Receiving(ServeSettings settings)
    {
        const string Section = "Receiving";
        var more = new Dictionary<string, string?>();
        if (settings.WebhookAuthorization is { } value)
        {
            more[$"{Section}:WebhookAuthorizations:0"] = value;
        }

        if (settings.FirehoseToken is { } token)
        {
            more[$"{Section}:FirehoseTokens:0"] = token;
        }

        if (settings.IsAnonymous)
        {
            more[$"{Section}:AllowAnonymousWebhook"] = more[$"{Section}:AllowAnonymousFirehose"] = "true";
        }

        return new ConfigurationBuilder()
            .AddConfiguration(settings.Configuration ?? new ConfigurationBuilder().Build())
            .AddInMemoryCollection(more)
            .Build()
            .GetSection(Section);
    }
}
