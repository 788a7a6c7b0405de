using Microsoft.AspNetCore.Http;
using Vidora.Integration.AspNetCore.Telemetry;
using Vidora.Integration.Delivery;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>
/// <c>POST …/batches</c>: mParticle's webhook, or anyone with batches. Documents that can be read are durable when the answer
/// comes; those that cannot are in the quarantine and named in a 400, which mParticle does not send again.
/// </summary>
internal sealed class BatchesEndpoint(Receiver receiver, AuthorizationCheck authorization, Func<VidoraForwarder> forwarder)
{
    private const string Name = "batches";

    /// <summary>
    /// The most documents of one request (our choice; mParticle sends one). Each costs more than its bytes: of the shortest ones, millions
    /// fit into a body.
    /// </summary>
    private const int MaxDocuments = 10_000;

    public Task HandleAsync(HttpContext http) => receiver.RunAsync(http, Name, AnswerAsync);

    private async Task<Answer?> AnswerAsync(HttpContext http)
    {
        if (receiver.IsStopping)
        {
            return Answer.Stopping;
        }

        if (!authorization.Allows(http.Request))
        {
            if (receiver.MayComplain())
            {
                receiver.Logger.Unauthorized(Name);
            }

            return Answer.Unauthorized;
        }

        if (Receiver.HasOtherContentType(http.Request))
        {
            return Answer.UnsupportedType;
        }

        using var body = await RequestBody.ReadAsync(http.Request, receiver.MaxRequestBytes).ConfigureAwait(false);
        return body.Fault switch
        {
            RequestBodyFault.None => await AcceptAsync(body.Bytes).ConfigureAwait(false),
            RequestBodyFault.Corrupt => await QuarantineAsync(body.Bytes).ConfigureAwait(false),
            _ => receiver.AnswerTo(body.Fault),
        };
    }

    private async Task<Answer> AcceptAsync(ReadOnlyMemory<byte> body)
    {
        var documents = MParticleDocuments.Read(body).Take(MaxDocuments + 1).ToList();
        if (documents.Count > MaxDocuments)
        {
            return Answer.TooMany(MaxDocuments);
        }

        if (documents.Count == 0 && body.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            return Answer.Empty;
        }

        // Not given up when the sender hangs up: what it sent is on its way to the disk, and sent again it is the same.
        var result = await forwarder().AcceptAsync(documents, cancellationToken: CancellationToken.None).ConfigureAwait(false);
        if (result.Refusal is not AcceptRefusal.None)
        {
            return Answer.Refused(result.Refusal);
        }

        if (result.Errors.Count == 0)
        {
            return Answer.Accepted(result);
        }

        if (receiver.MayComplain())
        {
            receiver.Logger.Unreadable(Name, result.Errors.Count, result.Errors[0].Message);
        }

        return Answer.Unreadable(result, documents.Count);
    }

    private async Task<Answer> QuarantineAsync(ReadOnlyMemory<byte> beforeTheDamage)
    {
        try
        {
            if (!beforeTheDamage.IsEmpty)
            {
                await forwarder().QuarantineAsync(beforeTheDamage, QuarantineReason.Unreadable).ConfigureAwait(false);
            }

            return Answer.Corrupt;
        }
        catch (DeliveryStoreException)
        {
            return Answer.QueueUnavailable;
        }
    }
}
