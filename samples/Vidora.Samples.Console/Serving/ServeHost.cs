using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Vidora.Integration.Delivery;
using Vidora.Samples.Console.Commands;
using Vidora.Samples.Console.Sending;

namespace Vidora.Samples.Console.Serving;

/// <summary>The web host of <c>vidora serve</c>, with nothing from configuration files or the environment.</summary>
internal sealed class ServeHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ServeHost(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public VidoraForwarder Forwarder => _app.Services.GetRequiredService<VidoraForwarder>();

    /// <exception cref="CommandFailedException">The address, the account or the queue file cannot be used.</exception>
    public static async Task<ServeHost> StartAsync(ServeSettings settings, CancellationToken cancellationToken)
    {
        var app = Build(settings);
        try
        {
            app.MapVidora("/mparticle", options =>
            {
                if (settings.Token is { } token)
                {
                    // What people type into the webhook's field is either of these; Firehose always sends the second.
                    options.WebhookAuthorizations.Add(token);
                    options.WebhookAuthorizations.Add($"Token {token}");
                    options.FirehoseTokens.Add(token);
                }
            });
            app.MapHealthChecks("/health", new HealthCheckOptions { ResponseWriter = WriteHealthAsync });
            await app.StartAsync(cancellationToken);
            return new ServeHost(app);
        }
        catch (Exception e) when (Refusal(e, settings) is { } refusal)
        {
            await app.DisposeAsync();
            throw refusal;
        }
    }

    public Task StopAsync() => _app.StopAsync(CancellationToken.None);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static CommandFailedException? Refusal(Exception exception, ServeSettings settings) => exception switch
    {
        OptionsValidationException options => VidoraAccount.Refusal(options),
        DeliveryStoreException => QueueOption.Refusal(exception),
        ArgumentException argument => CommandFailedException.Of(argument),
        IOException or InvalidOperationException => new CommandFailedException($"cannot listen at {settings.Listen}: {exception.Message}"),
        _ => null,
    };

    private static WebApplication Build(ServeSettings settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().UseUrls(settings.Listen.ToString());

        // What keeps the host from starting is one line of the command's own.
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None).AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
        });
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
            console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(15));
        builder.Services
            .AddVidora(options =>
            {
                options.BaseAddress = settings.To;
                options.ApiKey = settings.ApiKey;
                options.ApiSecret = settings.ApiSecret;
            })
            .AddForwarding(options => options.QueueFile = settings.QueueFile);
        builder.Services.AddHealthChecks().AddVidora();
        return builder.Build();
    }

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

    /// <summary>The command decides when the host stops.</summary>
    private sealed class CommandLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
