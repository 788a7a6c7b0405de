using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>Reads a request's body once into pooled memory and decompresses it, up to a bound.</summary>
internal sealed class RequestBody : IDisposable
{
    /// <summary>Bounds the duration of a body. The server bounds only its rate, so that 16 MiB could take a day.</summary>
    public static readonly TimeSpan MaxDuration = TimeSpan.FromMinutes(1);

    private readonly PooledBytes? _bytes;
    private readonly BytesInHand? _inHand;
    private readonly int _reserved;

    private RequestBody(RequestBodyFault fault, PooledBytes? bytes = null, BytesInHand? inHand = null)
    {
        Fault = fault;
        _bytes = bytes;
        _inHand = inHand;
        if (fault is not (RequestBodyFault.None or RequestBodyFault.Corrupt))
        {
            return;
        }

        if (inHand?.TryReserve(Bytes.Length) is true)
        {
            _reserved = Bytes.Length;
        }
        else
        {
            Fault = RequestBodyFault.Busy;
        }
    }

    public RequestBodyFault Fault { get; }

    /// <summary>Gets the body; of a corrupt body the part before the damage. Valid until disposal.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes?.Written ?? default;

    /// <param name="request">The request.</param>
    /// <param name="maxBytes">The maximum size, compressed and decompressed.</param>
    /// <param name="inHand">The bytes of all requests.</param>
    /// <param name="time">The clock.</param>
    public static async ValueTask<RequestBody> ReadAsync(HttpRequest request, int maxBytes, BytesInHand inHand, TimeProvider time)
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

        var bytes = new PooledBytes(inHand, maxBytes, request.ContentLength ?? 0);
        var fault = await FillAsync(request, bytes, time).ConfigureAwait(false);
        if (fault is RequestBodyFault.None && encoding.Length > 0 && !bytes.Written.IsEmpty)
        {
            using (bytes)
            {
                var decompressed = new PooledBytes(inHand, maxBytes);
                fault = encoding == "br" ? Decompression.Unbrotli(bytes, decompressed) : Decompression.Gunzip(bytes, decompressed);
                return new RequestBody(fault, decompressed, inHand);
            }
        }

        return new RequestBody(fault, bytes, inHand);
    }

    public void Dispose()
    {
        _inHand?.Release(_reserved);
        _bytes?.Dispose();
    }

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

    private static async ValueTask<RequestBodyFault> FillAsync(HttpRequest request, PooledBytes bytes, TimeProvider time)
    {
        using var tooLong = new CancellationTokenSource(MaxDuration, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(tooLong.Token, request.HttpContext.RequestAborted);
        try
        {
            while (bytes.TryGetRoom(out var room))
            {
                var read = await request.Body.ReadAsync(room, either.Token).ConfigureAwait(false);
                if (read == 0)
                {
                    return RequestBodyFault.None;
                }

                bytes.Advance(read);
                if (bytes.IsOver)
                {
                    return RequestBodyFault.TooLarge;
                }
            }

            return RequestBodyFault.Busy;
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
            return tooLong.IsCancellationRequested && !request.HttpContext.RequestAborted.IsCancellationRequested
                ? RequestBodyFault.TooSlow
                : RequestBodyFault.Aborted;
        }
    }
}
