using Microsoft.Extensions.DependencyInjection;

namespace Vidora.Integration;

/// <summary>Configures one registered Vidora account.</summary>
public sealed class VidoraBuilder
{
    internal VidoraBuilder(string name, IServiceCollection services, IHttpClientBuilder httpClient)
    {
        Name = name;
        Services = services;
        HttpClient = httpClient;
    }

    /// <summary>
    /// Gets the name of the account's options and the key of its services; empty for the account without a name, whose services
    /// have no key.
    /// </summary>
    public string Name { get; }

    /// <summary>Gets the services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Gets the HTTP client of the account's <see cref="VidoraClient"/>.</summary>
    /// <remarks>
    /// Addresses of requests hold the API key, so handlers must not log them. Do not add retries: the queue retries. Handlers of
    /// <c>ConfigureHttpClientDefaults</c> are not used. A primary handler must not be shared with other clients, because it is
    /// changed to follow no redirects.
    /// </remarks>
    public IHttpClientBuilder HttpClient { get; }
}
