using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Vidora.Integration.Emulator.Hosting;

/// <summary>Runs Kestrel on one address, without configuration files, environment variables or console output.</summary>
internal static class EmulatorServer
{
    public static WebApplication Build(Uri listen, X509Certificate2? certificate, int maxRequestBytes)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(2));
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = maxRequestBytes;
            if (IPAddress.TryParse(listen.Host.Trim('[', ']'), out var address))
            {
                kestrel.Listen(address, listen.Port, Secure);
            }
            else if (listen.Port == 0)
            {
                kestrel.Listen(IPAddress.Loopback, 0, Secure);
            }
            else
            {
                kestrel.ListenLocalhost(listen.Port, Secure);
            }
        });
        return builder.Build();

        void Secure(ListenOptions endpoint)
        {
            if (listen.Scheme == Uri.UriSchemeHttp)
            {
                return;
            }

            if (certificate is not null)
            {
                endpoint.UseHttps(certificate);
            }
            else
            {
                endpoint.UseHttps();
            }
        }
    }

    /// <summary>Returns the address that the server listens on.</summary>
    public static Uri AddressOf(WebApplication app)
    {
        var addresses = app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        return new Uri(addresses.First());
    }

    /// <summary>Throws <see cref="ArgumentException"/> when the address cannot be used.</summary>
    public static void Validate(Uri listen, string? password)
    {
        ArgumentNullException.ThrowIfNull(listen);
        if (!listen.IsAbsoluteUri || listen.Scheme is not ("http" or "https") || listen.PathAndQuery != "/")
        {
            throw new ArgumentException(
                $"Listen is \"{listen}\". Use an http or https address without a path, such as http://127.0.0.1:8080.", nameof(listen));
        }

        var isAddress = IPAddress.TryParse(listen.Host.Trim('[', ']'), out var address);
        if (!isAddress && !listen.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException(
                $"Listen is \"{listen}\". Use an IP address or localhost as its host.", nameof(listen));
        }

        if (isAddress && !IPAddress.IsLoopback(address!) && string.IsNullOrEmpty(password))
        {
            throw new ArgumentException(
                $"Listen is \"{listen}\", which other machines can reach. Set Password, or use http://127.0.0.1.", nameof(listen));
        }
    }

    /// <summary>Ignores signals: the process that runs the emulator handles them.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
