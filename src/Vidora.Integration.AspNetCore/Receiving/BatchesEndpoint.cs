using Microsoft.AspNetCore.Http;
using Vidora.Integration.Delivery;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>
/// Handles <c>POST …/batches</c>, for mParticle's webhook and other senders of batches. Readable documents are durable before the
/// answer. Unreadable documents go to the quarantine, and a 400 names them; mParticle does not repeat a request after a 400.
/// </summary>
internal sealed class BatchesEndpoint(Receiver receiver, EndpointAccess access, Func<VidoraForwarder> forwarder)
{
    private const string Name = "batches";

    /// <summary>
    /// Bounds the documents of one request (our choice; mParticle sends one). Each document costs memory beside its bytes, and a body
    /// has room for millions of short ones.
    /// </summary>
    private const int MaxDocuments = 10_000;

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
            RequestBodyFault.None => await AcceptAsync(body.Bytes).ConfigureAwait(false),
            RequestBodyFault.Corrupt => await QuarantineAsync(body.Bytes).ConfigureAwait(false),
            _ => receiver.AnswerTo(body.Fault),
        };
    }

    private async Task<ReceivingAnswer> AcceptAsync(ReadOnlyMemory<byte> body)
    {
        var documents = MParticleDocuments.Read(body).Take(MaxDocuments + 1).ToList();
        if (documents.Count > MaxDocuments)
        {
            return ReceivingAnswer.TooMany(MaxDocuments);
        }

        if (documents.Count == 0 && body.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            return ReceivingAnswer.Empty;
        }

        // Not cancelled when the sender disconnects: a repeated request has the same event ids.
        var result = await forwarder().AcceptAsync(documents, cancellationToken: CancellationToken.None).ConfigureAwait(false);
        if (result.Refusal is not AcceptRefusal.None)
        {
            return ReceivingAnswer.Refused(result.Refusal);
        }

        if (result.Errors.Count == 0)
        {
            return ReceivingAnswer.Accepted(result);
        }

        receiver.LogUnreadable(Name, result.Errors);
        return ReceivingAnswer.Unreadable(result, documents.Count);
    }

    private async Task<ReceivingAnswer> QuarantineAsync(ReadOnlyMemory<byte> beforeTheDamage)
    {
        if (!beforeTheDamage.IsEmpty)
        {
            await forwarder().QuarantineAsync(beforeTheDamage, QuarantineReason.Unreadable).ConfigureAwait(false);
        }

        return ReceivingAnswer.Corrupt;
    }
}
