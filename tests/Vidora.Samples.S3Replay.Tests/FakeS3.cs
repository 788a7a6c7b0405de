using System.Collections.Concurrent;
using System.Globalization;
using System.Security;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Vidora.Samples.S3Replay.Tests;

/// <summary>As much of S3 as a replay needs, path style: lists of two objects a page, and objects.</summary>
internal sealed class FakeS3 : IAsyncDisposable
{
    public const string Bucket = "history";
    private const int PageSize = 2;

    private readonly WebApplication _app;
    private readonly SortedDictionary<string, (byte[] Content, string ETag)> _objects = new(StringComparer.Ordinal);

    private FakeS3(WebApplication app) => _app = app;

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    /// <summary>Objects that are listed and not there when they are asked for.</summary>
    public HashSet<string> Vanished { get; } = [];

    /// <summary>Objects that are replaced between their listing and their reading.</summary>
    public HashSet<string> Replaced { get; } = [];

    /// <summary>The requests, with who signed them.</summary>
    public ConcurrentQueue<(string Target, string Authorization)> Requests { get; } = new();

    public static async Task<FakeS3> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var s3 = new FakeS3(app);
        app.Run(s3.AnswerAsync);
        await app.StartAsync();
        return s3;
    }

    public void Put(string key, string content) => Put(key, Encoding.UTF8.GetBytes(content));

    /// <summary>The tag is that of an object that came in parts; that of one in a piece would have to be its MD5.</summary>
    public void Put(string key, byte[] content) =>
        _objects[key] = (content, $"\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content))[..32]}-1\"");

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        Requests.Enqueue((path + context.Request.QueryString, context.Request.Headers.Authorization.ToString()));
        if (path.TrimEnd('/') == "/" + Bucket && context.Request.Query["list-type"] == "2")
        {
            return ListAsync(context);
        }

        var key = path.StartsWith($"/{Bucket}/", StringComparison.Ordinal) ? path[(Bucket.Length + 2)..] : "";
        if (key.Length == 0)
        {
            return RefuseAsync(context, StatusCodes.Status404NotFound, "NoSuchBucket");
        }

        if (Vanished.Contains(key) || !_objects.TryGetValue(key, out var found))
        {
            return RefuseAsync(context, StatusCodes.Status404NotFound, "NoSuchKey");
        }

        if (Replaced.Contains(key) && context.Request.Headers.IfMatch.Count > 0)
        {
            return RefuseAsync(context, StatusCodes.Status412PreconditionFailed, "PreconditionFailed");
        }

        context.Response.Headers.ETag = found.ETag;
        context.Response.ContentLength = found.Content.Length;
        return context.Response.Body.WriteAsync(found.Content).AsTask();
    }

    private Task ListAsync(HttpContext context)
    {
        var prefix = context.Request.Query["prefix"].ToString();
        var after = context.Request.Query["continuation-token"].ToString();
        var left = _objects.Where(found => found.Key.StartsWith(prefix, StringComparison.Ordinal) && string.CompareOrdinal(found.Key, after) > 0).ToList();
        var page = left.Take(PageSize).ToList();
        var xml = new StringBuilder($"""<?xml version="1.0" encoding="UTF-8"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>{Bucket}</Name>""");
        var isCut = left.Count > PageSize;
        xml.Append(CultureInfo.InvariantCulture, $"<KeyCount>{page.Count}</KeyCount><MaxKeys>{PageSize}</MaxKeys><IsTruncated>{(isCut ? "true" : "false")}</IsTruncated>");
        if (isCut)
        {
            xml.Append(CultureInfo.InvariantCulture, $"<NextContinuationToken>{SecurityElement.Escape(page[^1].Key)}</NextContinuationToken>");
        }

        foreach (var (key, (content, etag)) in page)
        {
            xml.Append(
                CultureInfo.InvariantCulture,
                $"<Contents><Key>{SecurityElement.Escape(key)}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>{SecurityElement.Escape(etag)}</ETag><Size>{content.Length}</Size><StorageClass>STANDARD</StorageClass></Contents>");
        }

        context.Response.ContentType = "application/xml";
        return context.Response.WriteAsync(xml.Append("</ListBucketResult>").ToString());
    }

    private static Task RefuseAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/xml";
        return context.Response.WriteAsync($"""<?xml version="1.0" encoding="UTF-8"?><Error><Code>{code}</Code><Message>No.</Message></Error>""");
    }
}
