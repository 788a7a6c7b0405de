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
{
    private const string Name = "sns";

    /// <summary>Bounds a request, which is read before its credential is known. SNS's own messages have at most 256 KB of text.</summary>
    private const int MaxBytes = 2 * 1024 * 1024;

    private static readonly ReceivingAnswer _unauthorized = ReceivingAnswer.NotAuthorized("The message is not one that Amazon SNS signed for a topic in SnsTopics.");

    public Task HandleAsync(HttpContext http) => receiver.RunAsync(http, Name, access, AnswerAsync);

    private async Task<ReceivingAnswer?> AnswerAsync(HttpContext http)
    {
        if (receiver.IsStopping)
        {
            return ReceivingAnswer.Stopping;
        }

        if (Receiver.HasOtherContentType(http.Request))
        {
            return ReceivingAnswer.UnsupportedType;
        }

        using var body = await receiver.ReadAsync(http.Request, Math.Min(MaxBytes, receiver.MaxRequestBytes)).ConfigureAwait(false);
        if (body.Fault is not RequestBodyFault.None)
        {
            return receiver.AnswerTo(body.Fault);
        }

        if (!EnvelopeReader.TryReadSns(body.Bytes.Span, out var message)
            || !topics.Contains(message.TopicArn!)
            || SnsSignature.CertificateAddress(message) is not { } certificate)
        {
            return receiver.Unauthorized(Name, _unauthorized);
        }

        if (await keys.GetAsync(certificate, isNewer: false, http.RequestAborted).ConfigureAwait(false) is not { } pem)
        {
            return ReceivingAnswer.KeysUnavailable;
        }

        return SnsSignature.IsValid(message, pem, receiver.Time.GetUtcNow())
            ? await AnswerAsync(message, http.RequestAborted).ConfigureAwait(false)
            : receiver.Unauthorized(Name, _unauthorized);
    }

    private async Task<ReceivingAnswer> AnswerAsync(SnsMessage message, CancellationToken cancellationToken)
    {
        switch (message.Type)
        {
            case SnsMessage.Notification:
                return await intake.AcceptAsync(Name, [message.Message]).ConfigureAwait(false);
            case SnsMessage.SubscriptionConfirmation:
                var confirmed = SnsSignature.ConfirmationAddress(message) is { } address
                    && await keys.TryGetAsync(address, cancellationToken).ConfigureAwait(false) is not null;
                receiver.Logger.SnsSubscription(message.TopicArn!, confirmed ? "is confirmed" : "could not be confirmed; SNS asks again");
                return confirmed ? ReceivingAnswer.Done(RequestOutcome.Answered) : ReceivingAnswer.KeysUnavailable;
            default:
                // It arrives when the subscription was removed. Its address would subscribe again.
                receiver.Logger.SnsSubscription(message.TopicArn!, "was removed");
                return ReceivingAnswer.Done(RequestOutcome.Answered);
        }
    }
}
