using System.Collections;
using Confluent.Kafka;
using Microsoft.Extensions.Configuration;
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
        builder.Logging.SetMinimumLevel(settings.IsQuiet ? LogLevel.Error : LogLevel.Warning)
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None) // a line for each look at /health
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
            // The exporter takes the standard variables, such as OTEL_EXPORTER_OTLP_ENDPOINT, from the host's configuration.
            builder.Configuration.AddInMemoryCollection(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
                .Select(variable => KeyValuePair.Create((string)variable.Key, (string?)variable.Value))
                .Where(variable => variable.Key.StartsWith("OTEL_", StringComparison.Ordinal)));
            builder.Services.AddOpenTelemetry()
                .WithTracing(tracing => tracing.AddSource(VidoraTelemetry.ActivitySourceName, "Microsoft.AspNetCore"))
                .WithMetrics(metrics => metrics.AddMeter(VidoraTelemetry.AllMeterNames, "Microsoft.AspNetCore.Hosting"))
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

        if (settings.Section("KafkaErasures") is { } erasures)
        {
            builder.Services.AddVidora().AddKafkaErasures(erasures);
        }

        return builder.Services
            .AddVidora(options =>
            {
                options.BaseAddress = settings.To;
                options.AllowHttp |= settings.AllowHttp;
                options.ApiKey = settings.ApiKey;
                options.ApiSecret = settings.ApiSecret ?? options.ApiSecret;
                settings.Mapping(options.Mapping);
            })
            .AddForwarding(options => options.QueueFile = settings.QueueFile);
    }

    /// <summary>Returns why a host does not start. Only brokers that are away may be there at a later start.</summary>
    public static CommandFailedException Failure(Exception exception) => CommandFailedException.Of(
        exception,
        exception is KafkaException { Error.Code: ErrorCode.Local_Transport or ErrorCode.Local_AllBrokersDown or ErrorCode.Local_TimedOut }
            ? ExitCode.Unreachable
            : ExitCode.WrongSetup);

    /// <summary>Leaves it to the command when the host stops.</summary>
    private sealed class CommandLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
