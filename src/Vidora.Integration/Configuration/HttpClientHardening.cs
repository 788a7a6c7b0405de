using Microsoft.Extensions.DependencyInjection;

namespace Vidora.Integration.Configuration;

/// <summary>What every HTTP client of this library has in common.</summary>
internal static class HttpClientHardening
{
    private static readonly TimeSpan _connectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>
    /// No loggers of the factory, which write addresses; no redirects, which would take the key to another host; one timeout, the
    /// options'.
    /// </summary>
    public static IHttpClientBuilder Harden(this IHttpClientBuilder httpClient) => httpClient
        .RemoveAllLoggers()
        .ConfigureHttpClient(client => client.Timeout = Timeout.InfiniteTimeSpan)
        .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
        {
            PooledConnectionLifetime = _connectionLifetime,
            AllowAutoRedirect = false,
            UseCookies = false,

            // No activity of its own, with an address in it, and no trace headers for another company.
            ActivityHeadersPropagator = null,
        })
        .SetHandlerLifetime(Timeout.InfiniteTimeSpan);
}
