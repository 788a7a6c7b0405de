using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Vidora.Integration.Emulator.Hosting;

/// <summary>Counts the requests to the emulated services by route and by status.</summary>
internal sealed class RequestCounts
{
    private const string UnknownRoute = "(unknown)";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _byRoute = new(StringComparer.Ordinal);
    private readonly Dictionary<int, long> _byStatus = [];
    private long _total;

    /// <summary>Returns method and pattern of a route, without ids or keys.</summary>
    public static string RouteOf(HttpContext http) =>
        http.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } pattern } && pattern.StartsWith('/')
            ? $"{http.Request.Method} {pattern}"
            : UnknownRoute;

    /// <summary>Counts a request before its answer leaves, so that the caller finds it counted.</summary>
    public Task CountAsync(HttpContext http, RequestDelegate next)
    {
        if (ServiceRoutes.IsService(http.Request.Path))
        {
            http.Response.OnStarting(() =>
            {
                Add(http, http.Response.StatusCode);
                return Task.CompletedTask;
            });
        }

        return next(http);
    }

    /// <summary>Counts a request once: the server also starts the answer of a connection that was cut.</summary>
    public void Add(HttpContext http, int status)
    {
        if (!http.Items.TryAdd(this, null))
        {
            return;
        }

        var route = RouteOf(http);
        lock (_lock)
        {
            _total++;
            _byRoute[route] = _byRoute.GetValueOrDefault(route) + 1;
            _byStatus[status] = _byStatus.GetValueOrDefault(status) + 1;
        }
    }

    public (long Total, IReadOnlyDictionary<string, long> ByRoute, IReadOnlyDictionary<int, long> ByStatus) Snapshot()
    {
        lock (_lock)
        {
            return (_total, new Dictionary<string, long>(_byRoute), new Dictionary<int, long>(_byStatus));
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _total = 0;
            _byRoute.Clear();
            _byStatus.Clear();
        }
    }
}
