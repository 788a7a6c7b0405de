using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Vidora.Integration.Emulator.Hosting;

namespace Vidora.Integration.Emulator.Vidora;

/// <summary>Checks key and signature before the handler of a call.</summary>
internal sealed class VidoraCalls(SignatureCheck signatures)
{
    public delegate Task Handler(HttpContext http, ReadOnlyMemory<byte> body);

    /// <summary>Returns a handler behind the check. <paramref name="alwaysSigned"/> requires a signature in any case.</summary>
    public RequestDelegate Guard(Handler handler, bool alwaysSigned = false) => async http =>
    {
        if (http.Request.Headers.ContentEncoding.Count > 0)
        {
            await JsonAnswer.ErrorAsync(http, 415, "Compressed bodies are not accepted.");
            return;
        }

        using var body = await RequestBody.ReadAsync(http.Request, http.RequestAborted);
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (signatures.Check(http.Request.Method, target, body.Memory.Span, alwaysSigned) is var (status, error))
        {
            await JsonAnswer.ErrorAsync(http, status, error);
            return;
        }

        await handler(http, body.Memory);
    };
}
