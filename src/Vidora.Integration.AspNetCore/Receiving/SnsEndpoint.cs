using Microsoft.AspNetCore.Http;
using Vidora.Integration.AspNetCore.Envelopes;
using Vidora.Integration.AspNetCore.Telemetry;
using Vidora.Integration.Delivery;
using Vidora.Integration.Delivery.Receiving;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>
/// Handles <c>POST …/sns</c>. The signature of Amazon SNS is the credential: only messages of listed topics are read, and only their
/// subscriptions are confirmed. SNS repeats a message after 5xx and 429, and not after other errors.
/// </summary>
internal sealed class SnsEndpoint(Receiver receiver, EndpointAccess access, BatchIntake intake, IReadOnlySet<string> topics, RemoteKeys keys)
    : BodyEndpoint("sns", receiver, access)
{
    /// <summary>Bounds a request, which is read before its credential is known. SNS's own messages have at most 256 KB of text.</summary>
    private const int MostBytes = 2 * 1024 * 1024;

    private static readonly ReceivingAnswer _unauthorized = ReceivingAnswer.NotAuthorized("The message is not one that Amazon SNS signed for a topic in SnsTopics.");

    protected override int MaxBytes => Math.Min(MostBytes, Receiver.MaxRequestBytes);

    /// <remarks>The credential is in the body.</remarks>
    protected override ValueTask<ReceivingAnswer?> RefuseAsync(HttpRequest request) => default;

    protected override async Task<ReceivingAnswer> AcceptAsync(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        if (!EnvelopeReader.TryReadSns(body.Span, out var message)
            || !topics.Contains(message.TopicArn!)
            || SnsSignature.CertificateAddress(message) is not { } certificate)
        {
            return Receiver.Unauthorized(Name, _unauthorized);
        }

        // Not cancelled when the sender disconnects: the next message needs the certificate too.
        if (await keys.GetAsync(certificate, isNewer: false, CancellationToken.None).ConfigureAwait(false) is not { } pem)
        {
            return ReceivingAnswer.KeysUnavailable;
        }

        return SnsSignature.IsValid(message, pem, Receiver.Time.GetUtcNow())
            ? await AnswerAsync(message).ConfigureAwait(false)
            : Receiver.Unauthorized(Name, _unauthorized);
    }

    private async Task<ReceivingAnswer> AnswerAsync(SnsMessage message)
    {
        switch (message.Type)
        {
            case SnsMessage.Notification:
                return await intake.AcceptAsync(Name, [message.Message]).ConfigureAwait(false);
            case SnsMessage.SubscriptionConfirmation:
                var confirmed = SnsSignature.ConfirmationAddress(message) is { } address
                    && await keys.TryGetAsync(address, CancellationToken.None).ConfigureAwait(false) is not null;
                Receiver.Logger.SnsSubscription(message.TopicArn!, confirmed ? "is confirmed" : "could not be confirmed; SNS asks again");
                return confirmed ? ReceivingAnswer.Done(RequestOutcome.Answered) : ReceivingAnswer.KeysUnavailable;
            default:
                // It arrives when the subscription was removed. Its address would subscribe again.
                Receiver.Logger.SnsSubscription(message.TopicArn!, "was removed");
                return ReceivingAnswer.Done(RequestOutcome.Answered);
        }
    }
}
