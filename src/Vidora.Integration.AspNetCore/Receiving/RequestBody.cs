using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>Reads a request's body once into pooled memory and decompresses it, up to a bound.</summary>
internal sealed class RequestBody : IDisposable
{
    private const int FirstCapacity = 8 * 1024;

    private readonly PooledBytes? _bytes;

    private RequestBody(RequestBodyFault fault, PooledBytes? bytes = null)
    {
        Fault = fault;
        _bytes = bytes;
    }

    public RequestBodyFault Fault { get; }

    /// <summary>Gets the body; of a corrupt body the part before the damage. Valid until disposal.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes?.Written ?? default;

    /// <param name="request">The request.</param>
    /// <param name="maxBytes">The maximum size, compressed and decompressed.</param>
    public static async ValueTask<RequestBody> ReadAsync(HttpRequest request, int maxBytes)
    {
        if (!TryGetEncoding(request, out var encoding))
        {
            return new RequestBody(RequestBodyFault.UnsupportedEncoding);
        }

        if (request.ContentLength > maxBytes)
        {
            return new RequestBody(RequestBodyFault.TooLarge);
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            // This bound is exact; the server's bound counts the framing of chunks too.
            limit.MaxRequestBodySize = null;
        }

        var bytes = new PooledBytes(FirstCapacity, maxBytes);
        var fault = await FillAsync(request, bytes).ConfigureAwait(false);
        if (fault is RequestBodyFault.None && encoding.Length > 0 && !bytes.Written.IsEmpty)
        {
            using (bytes)
            {
                fault = encoding == "br"
                    ? Decompression.Unbrotli(bytes, maxBytes, out var decompressed)
                    : Decompression.Gunzip(bytes, maxBytes, out decompressed);
                return new RequestBody(fault, decompressed);
            }
        }

        return new RequestBody(fault, bytes);
    }

    public void Dispose() => _bytes?.Dispose();

    private static bool TryGetEncoding(HttpRequest request, out string encoding)
    {
        var header = request.Headers.ContentEncoding;
        encoding = header.Count == 0 ? "" : header.ToString().Trim().ToLowerInvariant();
        encoding = encoding switch
        {
            "x-gzip" => "gzip",
            "identity" => "",
            _ => encoding,
        };
        return encoding is "" or "gzip" or "br";
    }

    private static async ValueTask<RequestBodyFault> FillAsync(HttpRequest request, PooledBytes bytes)
    {
        try
        {
            int read;
            while ((read = await request.Body.ReadAsync(bytes.Room(), request.HttpContext.RequestAborted).ConfigureAwait(false)) > 0)
            {
                bytes.Advance(read);
                if (bytes.IsOver)
                {
                    return RequestBodyFault.TooLarge;
                }
            }

            return RequestBodyFault.None;
        }
        catch (BadHttpRequestException e)
        {
            return e.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => RequestBodyFault.TooLarge,
                StatusCodes.Status408RequestTimeout => RequestBodyFault.TooSlow,
                _ => RequestBodyFault.Aborted,
            };
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            return RequestBodyFault.Aborted;
        }
    }
}
