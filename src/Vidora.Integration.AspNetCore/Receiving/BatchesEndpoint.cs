using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Vidora.Integration.AspNetCore.Envelopes;
using Vidora.Integration.Delivery;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>
/// Handles <c>POST …/batches</c>, for mParticle's webhook and other senders of batches, also as CloudEvents in structured or batched
/// mode; in binary mode the body is the batch. mParticle does not repeat a request after a 400.
/// </summary>
internal sealed class BatchesEndpoint(Receiver receiver, EndpointAccess access, BatchIntake intake)
{
    private const string Name = "batches";

    public Task HandleAsync(HttpContext http) => receiver.RunAsync(http, Name, access, AnswerAsync);

    private async Task<ReceivingAnswer?> AnswerAsync(HttpContext http)
    {
        if (receiver.IsStopping)
        {
            return ReceivingAnswer.Stopping;
        }

        if (!access.Allows(http.Request))
        {
            return receiver.Unauthorized(Name);
        }

        if (Receiver.HasOtherContentType(http.Request))
        {
            return ReceivingAnswer.UnsupportedType;
        }

        using var body = await receiver.ReadAsync(http.Request, receiver.MaxRequestBytes).ConfigureAwait(false);
        return body.Fault switch
        {
            RequestBodyFault.None => await AcceptAsync(http.Request, body.Bytes).ConfigureAwait(false),
            RequestBodyFault.Corrupt => await intake.QuarantineAsync(body.Bytes, ReceivingAnswer.Corrupt).ConfigureAwait(false),
            _ => receiver.AnswerTo(body.Fault),
        };
    }

    private Task<ReceivingAnswer> AcceptAsync(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        var type = MediaTypeHeaderValue.TryParse(request.ContentType, out var parsed) ? parsed.MediaType.Value : null;
        var isBatch = "application/cloudevents-batch+json".Equals(type, StringComparison.OrdinalIgnoreCase);
        if (!isBatch && !"application/cloudevents+json".Equals(type, StringComparison.OrdinalIgnoreCase))
        {
            return intake.AcceptAsync(Name, [body]);
        }

        return EnvelopeReader.TryReadCloudEvents(body.Span, isBatch, out var contents)
            ? intake.AcceptAsync(Name, contents)
            : intake.QuarantineAsync(body, ReceivingAnswer.NotAnEnvelope("a CloudEvent with data"));
    }
}
