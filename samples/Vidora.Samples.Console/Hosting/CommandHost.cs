using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Vidora.Integration;

namespace Vidora.Samples.Console.Hosting;

/// <summary>Sets up the host of a command: no configuration files, warnings to standard error, and an account that forwards.</summary>
internal static class CommandHost
{
    public static VidoraBuilder AddAccount(this IHostApplicationBuilder builder, ForwardingSettings settings)
    {
        // The command itself reports in one line why the host does not start.
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Extensions.Hosting", LogLevel.None)
            .AddFilter("Microsoft.AspNetCore.Server.Kestrel.Connections", LogLevel.Error) // one line for each refused connection
            .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
        });
        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(15));
        builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
        return builder.Services
            .AddVidora(options =>
            {
                options.BaseAddress = settings.To;
                options.ApiKey = settings.ApiKey;
                options.ApiSecret = settings.ApiSecret;
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
