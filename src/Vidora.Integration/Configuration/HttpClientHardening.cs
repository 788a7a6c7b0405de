using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace Vidora.Integration.Configuration;

/// <summary>What every HTTP client of this library has in common.</summary>
internal static class HttpClientHardening
{
    private static readonly TimeSpan _connectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>
    /// No loggers of the factory, which write addresses; no redirects, which would take the key to another host; one timeout, the
    /// options'; and nothing that the application gives to all of its clients, retries above all. A primary handler of the
    /// application's own is told not to follow redirects either.
    /// </summary>
    public static IHttpClientBuilder Harden(this IHttpClientBuilder httpClient)
    {
        // After every other configuration, whenever that was registered.
        httpClient.Services.PostConfigure<HttpClientFactoryOptions>(
            httpClient.Name,
            factory => factory.HttpMessageHandlerBuilderActions.Add(builder => ForbidRedirects(builder.PrimaryHandler)));
        return httpClient
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

    private static void ForbidRedirects(HttpMessageHandler? handler)
    {
        switch (handler)
        {
            case SocketsHttpHandler { AllowAutoRedirect: true } sockets:
                sockets.AllowAutoRedirect = false;
                break;
            case HttpClientHandler { AllowAutoRedirect: true } client:
                client.AllowAutoRedirect = false;
                break;
            case DelegatingHandler delegating:
                ForbidRedirects(delegating.InnerHandler);
                break;
        }
    }
}
