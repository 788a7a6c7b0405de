using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Vidora.Integration;

namespace Vidora.Samples.Console.Hosting;

/// <summary>Sets up the host of a command: no configuration files, warnings to standard error, and an account that forwards.</summary>
internal static class CommandHost
{
    public static VidoraBuilder AddAccount(this IHostApplicationBuilder builder, ForwardingSettings settings)
    {
        // The command itself reports in one line why the host does not start.
        builder.Logging.SetMinimumLevel(LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
            .AddFilter("Microsoft.AspNetCore.Server.Kestrel.Connections", LogLevel.Error); // one line for each refused connection
        if (settings.LogsJson)
        {
            builder.Logging.AddJsonConsole(console => (console.TimestampFormat, console.UseUtcTimestamp) = ("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", true));
        }
        else
        {
            builder.Logging.AddSimpleConsole(console =>
                (console.SingleLine, console.TimestampFormat, console.UseUtcTimestamp) = (true, "yyyy-MM-dd HH:mm:ss'Z' ", true));
        }

        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(15));
        builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
        if (settings.ExportsTelemetry)
        {
            // The exporter reads OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS and the other standard variables itself.
            builder.Services.AddOpenTelemetry()
                .WithTracing(tracing => tracing.AddSource(VidoraTelemetry.ActivitySourceName))
                .WithMetrics(metrics => metrics.AddMeter(VidoraTelemetry.AllMeterNames))
                .UseOtlpExporter();
        }

        if (settings.Section("Vidora") is { } account)
        {
            builder.Services.AddVidora(account);
        }

        if (settings.Section("Forwarding") is { } forwarding)
        {
            builder.Services.AddVidora().AddForwarding(forwarding);
        }

        return builder.Services
            .AddVidora(options =>
            {
                options.BaseAddress = settings.To;
                options.AllowHttp |= settings.AllowHttp;
                options.ApiKey = settings.ApiKey;
                options.ApiSecret = settings.ApiSecret ?? options.ApiSecret;
                options.Mapping.Environments = settings.Environments ?? options.Mapping.Environments;
                options.Mapping.ExcludePersonalData |= settings.ExcludePersonalData;
            })
            .AddForwarding(options => options.QueueFile = settings.QueueFile);
    }

    /// <summary>Leaves it to the command when the host stops.</summary>
    private sealed class CommandLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
