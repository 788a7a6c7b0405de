using Microsoft.Extensions.DependencyInjection;

namespace Vidora.Integration.Configuration;

/// <summary>What every HTTP client of this library has in common.</summary>
internal static class HttpClientHardening
{
    private static readonly TimeSpan _connectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>
    /// No loggers of the factory, which write addresses; no redirects, which would take the key to another host; one timeout, the
    /// options'; and nothing that the application gives to all of its clients, retries above all.
    /// </summary>
    public static IHttpClientBuilder Harden(this IHttpClientBuilder httpClient) => httpClient
        .RemoveAllLoggers()
        .ConfigureAdditionalHttpMessageHandlers((handlers, _) => handlers.Clear())
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
