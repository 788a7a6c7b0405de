using Microsoft.Extensions.DependencyInjection;

namespace Vidora.Integration;

/// <summary>One registered Vidora account, for what else is to be registered or configured for it.</summary>
public sealed class VidoraBuilder
{
    internal VidoraBuilder(string name, IServiceCollection services, IHttpClientBuilder httpClient)
    {
        Name = name;
        Services = services;
        HttpClient = httpClient;
    }

    /// <summary>
    /// The name of the account, under which its options are and its services are keyed; the empty text for the account without a
    /// name, whose services have no key.
    /// </summary>
    public string Name { get; }

    /// <summary>Where everything is registered.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The HTTP client that the account's <see cref="VidoraClient"/> sends with.</summary>
    /// <remarks>
    /// The addresses of its requests hold the API key: what is added here must not log them. Do not add retries: the client makes
    /// one attempt, and who needs more has a queue. Handlers that <c>ConfigureHttpClientDefaults</c> adds to all clients are left
    /// out of this one; those added here are used. A primary handler that is set here is made not to follow redirects, which would take
    /// events to another host; do not share it with other clients.
    /// </remarks>
    public IHttpClientBuilder HttpClient { get; }
}
