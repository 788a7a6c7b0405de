using Microsoft.AspNetCore.Http;
using Vidora.Integration.Delivery;
using Vidora.Integration.Delivery.Receiving;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>Handles <c>POST …/firehose</c>: reads the body, and lets the processor answer the message.</summary>
internal sealed class FirehoseEndpoint(Receiver receiver, EndpointAccess access, FirehoseProcessor processor)
{
    /// <summary>Bounds a request without authorization, which can only be a registration.</summary>
    private const int MaxUnauthorizedBytes = 64 * 1024;

    public Task HandleAsync(HttpContext http) => receiver.RunAsync(http, FirehoseProcessor.Name, access, AnswerAsync);

    private async Task<ReceivingAnswer?> AnswerAsync(HttpContext http)
    {
        if (Receiver.HasOtherContentType(http.Request))
        {
            return ReceivingAnswer.UnsupportedType;
        }

        var isAuthorized = access.Allows(http.Request);
        var maxBytes = isAuthorized ? receiver.MaxRequestBytes : Math.Min(MaxUnauthorizedBytes, receiver.MaxRequestBytes);
        using var body = await receiver.ReadAsync(http.Request, maxBytes).ConfigureAwait(false);
        return body.Fault switch
        {
            RequestBodyFault.Aborted or RequestBodyFault.TooSlow or RequestBodyFault.Busy => receiver.AnswerTo(body.Fault),
            _ when !isAuthorized => (body.Fault is RequestBodyFault.None ? processor.AnswerRegistration(body.Bytes) : null)
                ?? receiver.Unauthorized(FirehoseProcessor.Name),

            // Not cancelled when the sender disconnects: a repeated request has the same event ids.
            RequestBodyFault.None => await processor.AnswerAsync(body.Bytes, CancellationToken.None).ConfigureAwait(false),
            RequestBodyFault.Corrupt => await processor.QuarantineCorruptAsync(body.Bytes).ConfigureAwait(false),
            _ => receiver.AnswerTo(body.Fault),
        };
    }
}
