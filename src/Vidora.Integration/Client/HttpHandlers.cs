namespace Vidora.Integration.Client;

/// <summary>Creates the message handler of every HTTP client of this library.</summary>
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
}
