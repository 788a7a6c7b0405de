using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Vidora.Integration.AspNetCore.Description;
using Vidora.Integration.Delivery;

namespace Vidora.Integration.AspNetCore.Operations;

/// <summary>Answers what operators ask and does what they order. <c>account</c> in the query selects a named account.</summary>
internal sealed class OperationsRoutes(IReadOnlyList<VidoraForwarder> forwarders, OperatorAccess access, TimeProvider time)
{
    private const int MaxPage = 1_000;
    private static readonly TimeSpan _longestFlush = TimeSpan.FromMinutes(5);

    private readonly OperationsPage _page = new(forwarders, time);

    public RouteGroupBuilder Map(RouteGroupBuilder group)
    {
        Get("", (http, _) => _page.SendAsync(http));
        Get("/style.css", (http, _) => OperationsPage.SendStyleAsync(http));
        Get("/status", (http, _) => StatusAsync(http));
        Get("/dead", ListDeadAsync);
        Post("/dead/redrive", (http, forwarder) => ChangeDeadAsync(http, forwarder.Store.RedriveAsync));
        Post("/dead/purge", (http, forwarder) => ChangeDeadAsync(http, forwarder.Store.PurgeDeadLettersAsync));
        Get("/quarantine", ListQuarantineAsync);
        Post("/quarantine/release", ReleaseAsync);
        Post("/quarantine/purge", PurgeQuarantineAsync);
        Get("/erasures", ListErasuresAsync);
        Get("/erasures/{request}", GetErasureAsync);
        Post("/erasures", ForgetAsync);
        Post("/held/close", CloseAsync);
        Post("/pause", (http, forwarder) => SetAsync(http, forwarder.Pause, "paused"));
        Post("/resume", (http, forwarder) => SetAsync(http, forwarder.Resume, "resumed"));
        Post("/flush", FlushAsync);
        return group;

        void Get(string path, Func<HttpContext, VidoraForwarder, Task> handle) => Add(HttpMethods.Get, path, handle);

        void Post(string path, Func<HttpContext, VidoraForwarder, Task> handle) => Add(HttpMethods.Post, path, handle);

        void Add(string method, string path, Func<HttpContext, VidoraForwarder, Task> handle)
        {
            RequestDelegate guarded = access.Guard(http => RunAsync(http, handle));
            var endpoint = group.MapMethods(path, [method], guarded).WithDisplayName($"Vidora: operations {path}");
            if (path is not ("" or "/style.css"))
            {
                endpoint.Describe(guarded, $"Operations: {path}", (StatusCodes.Status200OK, typeof(object)), [400, 401, 403, 404, 503]);
            }
        }
    }

    private static Task BadAsync(HttpContext http, string detail) =>
        OperationsJson.ProblemAsync(http, StatusCodes.Status400BadRequest, "Bad request", detail);

    private static IEnumerable<string> Values(HttpContext http, string name) =>
        [.. http.Request.Query[name].OfType<string>(), .. http.Request.HasFormContentType ? http.Request.Form[name].OfType<string>() : []];

    private static string? Value(HttpContext http, string name) => Values(http, name).FirstOrDefault(value => value.Length > 0);

    private static long Number(HttpContext http, string name, long absent, long max) =>
        Value(http, name) is not { } text ? absent
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= max ? number
            : throw new FormatException($"\"{name}\" is a number from 0 to {max.ToString(CultureInfo.InvariantCulture)}.");

    private static List<long>? Ids(HttpContext http)
    {
        var ids = Values(http, "id").SelectMany(value => value.Split(',')).Select(text =>
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
                ? id
                : throw new FormatException("\"id\" is a number, or several with commas.")).ToList();
        return ids.Count == 0 ? null : ids;
    }

    private static bool IsAll(HttpContext http) => Value(http, "all") == "true";

    /// <summary>Answers a form of the page with the page, and other callers with JSON.</summary>
    private static Task DoneAsync(HttpContext http, string sentence, Action<System.Text.Json.Utf8JsonWriter> members)
    {
        if (!http.Request.HasFormContentType || http.Request.Form["page"] != "true")
        {
            return OperationsJson.WriteAsync(http, members);
        }

        var path = http.Request.PathBase + http.Request.Path;
        var page = path.Value![..path.Value!.LastIndexOf(http.Request.Form["path"].ToString(), StringComparison.Ordinal)];
        http.Response.StatusCode = StatusCodes.Status303SeeOther;
        http.Response.Headers.Location = $"{page}?done={Uri.EscapeDataString(sentence)}";
        return Task.CompletedTask;
    }

    private async Task RunAsync(HttpContext http, Func<HttpContext, VidoraForwarder, Task> handle)
    {
        try
        {
            if (http.Request.HasFormContentType)
            {
                await http.Request.ReadFormAsync(http.RequestAborted).ConfigureAwait(false);
            }

            var account = Value(http, "account") ?? "";
            var forwarder = forwarders.FirstOrDefault(known => known.Account == account) ?? (account.Length == 0 ? forwarders[0] : null);
            await (forwarder is null
                ? OperationsJson.ProblemAsync(http, StatusCodes.Status404NotFound, "Not found", "No account has this name.")
                : handle(http, forwarder)).ConfigureAwait(false);
        }
        catch (FormatException e)
        {
            await BadAsync(http, e.Message).ConfigureAwait(false);
        }
        catch (DeliveryStoreException e)
        {
            http.Response.Headers.RetryAfter = "30";
            await OperationsJson.ProblemAsync(http, StatusCodes.Status503ServiceUnavailable, "Service unavailable", e.Message).ConfigureAwait(false);
        }
    }

    private async Task StatusAsync(HttpContext http)
    {
        var all = new List<(string Account, ForwardingStatus Status)>();
        foreach (var forwarder in forwarders)
        {
            all.Add((forwarder.Account, await forwarder.GetStatusAsync(http.RequestAborted).ConfigureAwait(false)));
        }

        await OperationsJson.WriteAsync(
            http, json => json.Array("accounts", all, entry => OperationsJson.Status(json, entry.Account, entry.Status))).ConfigureAwait(false);
    }

    private static DeadLetterFilter Filter(HttpContext http) => (Value(http, "reason"), Ids(http)) switch
    {
        ({ } reason, null) => DeadLetterFilter.WithReason(reason),
        (null, { } ids) => DeadLetterFilter.WithIds(ids),
        (null, null) => DeadLetterFilter.All,
        _ => throw new FormatException("Use either \"reason\" or \"id\"."),
    };

    private static async Task ListDeadAsync(HttpContext http, VidoraForwarder forwarder)
    {
        var letters = await forwarder.Store.GetDeadLettersAsync(
            Filter(http), Number(http, "after", 0, long.MaxValue), (int)Number(http, "limit", 100, MaxPage), http.RequestAborted).ConfigureAwait(false);
        await OperationsJson.WriteAsync(
            http, json => json.Array("dead_letters", letters, letter => OperationsJson.Letter(json, letter))).ConfigureAwait(false);
    }

    private static async Task ChangeDeadAsync(HttpContext http, Func<DeadLetterFilter, CancellationToken, Task<long>> change)
    {
        var filter = Filter(http);
        if (ReferenceEquals(filter, DeadLetterFilter.All) && !IsAll(http))
        {
            throw new FormatException("Name the dead letters by \"reason\" or \"id\", or say \"all=true\".");
        }

        var count = await change(filter, CancellationToken.None).ConfigureAwait(false);
        await DoneAsync(http, $"{count.ToString("N0", CultureInfo.InvariantCulture)} dead letters changed.", json => json.WriteNumber("changed"u8, count)).ConfigureAwait(false);
    }

    private static async Task ListQuarantineAsync(HttpContext http, VidoraForwarder forwarder)
    {
        var items = await forwarder.Store.GetQuarantineHeadsAsync(
            Number(http, "after", 0, long.MaxValue), (int)Number(http, "limit", 100, MaxPage), MaskedContent.MaxBytes, http.RequestAborted).ConfigureAwait(false);
        await OperationsJson.WriteAsync(
            http, json => json.Array("quarantine", items, entry => OperationsJson.Item(json, entry.Item, entry.Size))).ConfigureAwait(false);
    }

    private static async Task ReleaseAsync(HttpContext http, VidoraForwarder forwarder)
    {
        var ids = Ids(http);
        if (ids is null && !IsAll(http))
        {
            throw new FormatException("Name the items by \"id\", or say \"all=true\".");
        }

        var released = await forwarder.ReleaseQuarantineAsync(ids, CancellationToken.None).ConfigureAwait(false);
        var status = await forwarder.Store.GetStatusAsync(CancellationToken.None).ConfigureAwait(false);
        await DoneAsync(
            http,
            $"{released.ToString("N0", CultureInfo.InvariantCulture)} items were accepted.",
            json =>
            {
                json.WriteNumber("released"u8, released);
                json.WriteNumber("remaining"u8, status.QuarantineItems);
            }).ConfigureAwait(false);
    }

    private static async Task PurgeQuarantineAsync(HttpContext http, VidoraForwarder forwarder)
    {
        var ids = Ids(http);
        if (ids is null && !IsAll(http))
        {
            throw new FormatException("Name the items by \"id\", or say \"all=true\".");
        }

        var purged = ids is null
            ? await forwarder.Store.PurgeQuarantineAsync(cancellationToken: CancellationToken.None).ConfigureAwait(false)
            : await forwarder.Store.RemoveQuarantineAsync(ids, CancellationToken.None).ConfigureAwait(false);
        await DoneAsync(http, $"{purged.ToString("N0", CultureInfo.InvariantCulture)} items were deleted.", json => json.WriteNumber("purged"u8, purged)).ConfigureAwait(false);
    }

    private static async Task ListErasuresAsync(HttpContext http, VidoraForwarder forwarder)
    {
        var receipts = await forwarder.Store.GetErasuresAsync(
            Value(http, "open") == "true", (int)Number(http, "limit", 100, MaxPage), http.RequestAborted).ConfigureAwait(false);
        var held = await forwarder.Store.GetHeldRequestsAsync(limit: MaxPage, cancellationToken: http.RequestAborted).ConfigureAwait(false);
        await OperationsJson.WriteAsync(http, json =>
        {
            json.Array("erasures", receipts, receipt => receipt.WriteMembers(json));
            json.Array("held", held, request => OperationsJson.Held(json, request, forwarder.RequestDeadline));
        }).ConfigureAwait(false);
    }

    private static async Task GetErasureAsync(HttpContext http, VidoraForwarder forwarder)
    {
        var receipt = Guid.TryParse(http.Request.RouteValues["request"] as string, out var id)
            ? await forwarder.Store.FindErasureAsync(id, http.RequestAborted).ConfigureAwait(false)
            : null;
        await (receipt is null
            ? OperationsJson.ProblemAsync(http, StatusCodes.Status404NotFound, "Not found", "No erasure has this id.")
            : OperationsJson.WriteAsync(http, json => receipt.WriteMembers(json))).ConfigureAwait(false);
    }

    private static async Task ForgetAsync(HttpContext http, VidoraForwarder forwarder)
    {
        var users = Values(http, "user").SelectMany(value => value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            .Select(text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var mpid) && mpid != 0
                ? mpid.ToString(CultureInfo.InvariantCulture)
                : throw new FormatException("\"user\" is an MPID, a whole number."))
            .ToList();
        if (users.Count == 0)
        {
            throw new FormatException("Name at least one \"user\" by MPID.");
        }

        var receipt = await forwarder.ForgetAsync(users, cancellationToken: CancellationToken.None).ConfigureAwait(false);
        await DoneAsync(http, $"Erasure {receipt.RequestId} was recorded.", json => receipt.WriteMembers(json)).ConfigureAwait(false);
    }

    private static async Task CloseAsync(HttpContext http, VidoraForwarder forwarder)
    {
        var closed = 0;
        foreach (var id in Ids(http) ?? throw new FormatException("Name the request by \"id\"."))
        {
            closed += await forwarder.Store.CloseHeldRequestAsync(id, CancellationToken.None).ConfigureAwait(false) ? 1 : 0;
        }

        await DoneAsync(http, $"{closed} requests were closed.", json => json.WriteNumber("closed"u8, closed)).ConfigureAwait(false);
    }

    private static Task SetAsync(HttpContext http, Action set, string done)
    {
        set();
        return DoneAsync(http, $"Sending is {done}.", json => json.WriteBoolean(done, value: true));
    }

    private static async Task FlushAsync(HttpContext http, VidoraForwarder forwarder)
    {
        var limit = TimeSpan.FromSeconds(Number(http, "seconds", 10, (long)_longestFlush.TotalSeconds));
        var result = await forwarder.FlushAsync(limit, http.RequestAborted).ConfigureAwait(false);
        await DoneAsync(
            http,
            result.Finished ? "Everything accepted before was sent." : $"{result.Remaining.ToString("N0", CultureInfo.InvariantCulture)} events remain.",
            json =>
            {
                json.WriteBoolean("finished"u8, result.Finished);
                json.WriteNumber("remaining"u8, result.Remaining);
            }).ConfigureAwait(false);
    }
}
