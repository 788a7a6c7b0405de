using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Vidora.Integration.AspNetCore.Envelopes;
using Vidora.Integration.Delivery;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>
/// Handles <c>POST …/batches</c>, for mParticle's webhook and other senders of batches, also as CloudEvents in structured or batched
/// mode; in binary mode the body is the batch. mParticle does not repeat a request after a 400.
/// </summary>
internal sealed class BatchesEndpoint(Receiver receiver, EndpointAccess access, BatchIntake intake) : BodyEndpoint("batches", receiver, access)
{
    private readonly EndpointAccess _access = access;

    protected override ValueTask<ReceivingAnswer?> RefuseAsync(HttpRequest request) => new(_access.Allows(request) ? null : Receiver.Unauthorized(Name));

    protected override Task<ReceivingAnswer> AcceptAsync(HttpRequest request, ReadOnlyMemory<byte> body)
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

    protected override Task<ReceivingAnswer> AnswerCorruptAsync(ReadOnlyMemory<byte> beforeTheDamage) =>
        intake.QuarantineAsync(beforeTheDamage, ReceivingAnswer.Corrupt);
}
