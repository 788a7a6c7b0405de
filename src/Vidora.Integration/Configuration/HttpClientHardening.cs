using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Vidora.Integration.Client;

namespace Vidora.Integration.Configuration;

/// <summary>Configures the HTTP clients of this library.</summary>
internal static class HttpClientHardening
{
    /// <summary>Makes a named client safe for keys in addresses and headers.</summary>
    /// <remarks>
    /// Removes the factory's loggers, which write addresses, and handlers that the application adds to all clients, such as retries.
    /// Forbids redirects, also to a primary handler of the application. The timeout is the one of the options.
    /// </remarks>
    public static IHttpClientBuilder Harden(this IHttpClientBuilder httpClient)
    {
        // Runs after every other configuration, whenever that was registered.
        httpClient.Services.PostConfigure<HttpClientFactoryOptions>(
            httpClient.Name,
            factory => factory.HttpMessageHandlerBuilderActions.Add(builder => ForbidRedirects(builder.PrimaryHandler)));
        return httpClient
            .RemoveAllLoggers()
            .ConfigureAdditionalHttpMessageHandlers((handlers, _) => handlers.Clear())
            .ConfigureHttpClient(client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(HttpHandlers.Create)
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
