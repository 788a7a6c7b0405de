namespace Vidora.Integration.Client;

/// <summary>Creates the HTTP clients of this library, and their message handlers.</summary>
internal static class HttpHandlers
{
    private static readonly TimeSpan _connectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>Creates a handler without redirects, cookies, trace headers and activities.</summary>
    /// <remarks>A redirect would take the key to another host. An activity would hold the address.</remarks>
    public static SocketsHttpHandler Create() => new()
    {
        PooledConnectionLifetime = _connectionLifetime,
        AllowAutoRedirect = false,
        UseCookies = false,
        ActivityHeadersPropagator = null,
    };

    /// <summary>Creates a client without a timeout: the clients of this library limit each attempt themselves.</summary>
    public static HttpClient CreateClient() => new(Create()) { Timeout = Timeout.InfiniteTimeSpan };
}
