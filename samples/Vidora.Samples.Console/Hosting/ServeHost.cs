using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Vidora.Integration.Delivery;

namespace Vidora.Samples.Console.Hosting;

/// <summary>Runs the web host of <c>vidora serve</c>.</summary>
internal sealed class ServeHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ServeHost(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

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
            app.MapVidora("/mparticle", options =>
            {
                options.AllowAnonymousWebhook = options.AllowAnonymousFirehose = settings.IsAnonymous;
                if (settings.WebhookAuthorization is { } value)
                {
                    options.WebhookAuthorizations.Add(value);
                }

                if (settings.FirehoseToken is { } token)
                {
                    options.FirehoseTokens.Add(token);
                }
            });
            app.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = WriteHealthAsync });
            await app.StartAsync(cancellationToken);
            return new ServeHost(app);
        }
        catch (Exception e) when (e is OptionsValidationException or DeliveryStoreException or ArgumentException or IOException or InvalidOperationException)
        {
            await app.DisposeAsync();
            throw e is OptionsValidationException or DeliveryStoreException or ArgumentException
                ? CommandFailedException.Of(e)
                : new CommandFailedException($"cannot listen at {settings.Listen}: {e.Message}");
        }
    }

    public Task StopAsync() => _app.StopAsync(CancellationToken.None);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task WriteHealthAsync(HttpContext http, HealthReport report)
    {
        http.Response.ContentType = "application/json";
        await using var json = new Utf8JsonWriter(http.Response.Body);
        json.WriteStartObject();
        json.WriteString("status"u8, report.Status.ToString());
        foreach (var (name, entry) in report.Entries)
        {
            json.WriteString(name, entry.Description);
        }

        json.WriteEndObject();
    }
}
