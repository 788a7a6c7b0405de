using Vidora.Integration.AspNetCore.Envelopes;
using Vidora.Integration.Delivery;
using Vidora.Integration.Delivery.Receiving;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>
/// Accepts the documents of a request. Readable documents are durable before the answer. Unreadable documents go to the quarantine, and a
/// 400 names them.
/// </summary>
internal sealed class BatchIntake(Receiver receiver, Func<VidoraForwarder> forwarder)
{
    /// <summary>
    /// Bounds the documents of one request (our choice; mParticle sends one). Each document costs memory beside its bytes, and a body
    /// has room for millions of short ones.
    /// </summary>
    private const int MaxDocuments = EnvelopeReader.MaxRecords;

    /// <summary>Accepts the documents in a body, or in the contents of an envelope.</summary>
    /// <param name="endpoint">The endpoint's name in logs.</param>
    /// <param name="contents">The contents.</param>
    public async Task<ReceivingAnswer> AcceptAsync(string endpoint, IReadOnlyList<ReadOnlyMemory<byte>> contents)
    {
        var documents = contents.SelectMany(content => MParticleDocuments.Read(content)).Take(MaxDocuments + 1).ToList();
        if (documents.Count > MaxDocuments || contents.Count > MaxDocuments)
        {
            return ReceivingAnswer.TooMany(MaxDocuments);
        }

        if (documents.Count == 0 && contents.All(content => content.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0))
        {
            return ReceivingAnswer.Empty;
        }

        if (contents.Count > 1)
        {
            documents = [.. documents.Select((document, index) => document.WithNumber(index + 1))];
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

        receiver.LogUnreadable(endpoint, result.Errors);
        return ReceivingAnswer.Unreadable(result, documents.Count);
    }

    /// <summary>Accepts the contents of an envelope of a service that repeats after every error: unreadable documents, which the quarantine keeps, are none.</summary>
    public async Task<ReceivingAnswer> AcceptKeptAsync(string endpoint, IReadOnlyList<ReadOnlyMemory<byte>> contents)
    {
        var answer = await AcceptAsync(endpoint, contents).ConfigureAwait(false);
        return answer.Outcome == RequestOutcome.Unreadable ? ReceivingAnswer.Done(RequestOutcome.Unreadable) : answer;
    }

    /// <summary>Keeps an envelope that cannot be unpacked, and returns the answer.</summary>
    public async Task<ReceivingAnswer> QuarantineAsync(ReadOnlyMemory<byte> content, ReceivingAnswer answer)
    {
        if (!content.IsEmpty)
        {
            await forwarder().QuarantineAsync(content, QuarantineReason.Unreadable).ConfigureAwait(false);
        }

        return answer;
    }
}
