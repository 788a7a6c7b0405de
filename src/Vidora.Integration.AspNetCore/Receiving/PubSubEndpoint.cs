using Microsoft.AspNetCore.Http;
using Vidora.Integration.AspNetCore.Envelopes;
using Vidora.Integration.Delivery;
using Vidora.Integration.Delivery.Receiving;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>
/// Handles <c>POST …/pubsub</c>. The token of Google that names a listed service account is the credential. Pub/Sub repeats a message
/// after every error, so unreadable documents, which the quarantine keeps, are no error here.
/// </summary>
internal sealed class PubSubEndpoint(
    Receiver receiver, EndpointAccess access, BatchIntake intake, string audience, IReadOnlyList<string> accounts, RemoteKeys keys)
{
    private const string Name = "pubsub";

    private static readonly ReceivingAnswer _unauthorized = ReceivingAnswer.NotAuthorized("The Authorization header has no token of Google for PubSubAudience and one of PubSubServiceAccounts.");

    public Task HandleAsync(HttpContext http) => receiver.RunAsync(http, Name, access, AnswerAsync);

    private async Task<ReceivingAnswer?> AnswerAsync(HttpContext http)
    {
        if (receiver.IsStopping)
        {
            return ReceivingAnswer.Stopping;
        }

        switch (await AllowsAsync(http.Request).ConfigureAwait(false))
        {
            case null:
                return ReceivingAnswer.KeysUnavailable;
            case false:
                return receiver.Unauthorized(Name, _unauthorized);
        }

        if (Receiver.HasOtherContentType(http.Request))
        {
            return ReceivingAnswer.UnsupportedType;
        }

        using var body = await receiver.ReadAsync(http.Request, receiver.MaxRequestBytes).ConfigureAwait(false);
        if (body.Fault is not RequestBodyFault.None)
        {
            return receiver.AnswerTo(body.Fault);
        }

        var answer = EnvelopeReader.TryReadPubSub(body.Bytes.Span, out var content)
            ? await intake.AcceptAsync(Name, [content]).ConfigureAwait(false)
            : await intake.QuarantineAsync(body.Bytes, ReceivingAnswer.NotAnEnvelope("a push message of Pub/Sub")).ConfigureAwait(false);
        return answer.Outcome == RequestOutcome.Unreadable ? ReceivingAnswer.Done(RequestOutcome.Unreadable) : answer;
    }

    /// <summary>Returns whether the request has a valid token; null when Google's keys cannot be had.</summary>
    private async Task<bool?> AllowsAsync(HttpRequest request)
    {
        if (request.Headers.Authorization is not [var header]
            || GoogleToken.Read(header) is not { } token
            || !token.IsFor(audience, accounts, receiver.Time.GetUtcNow()))
        {
            return false;
        }

        var known = await keys.GetAsync(GoogleToken.Keys, isNewer: false, request.HttpContext.RequestAborted).ConfigureAwait(false);
        if (known is null)
        {
            return null;
        }

        if (token.IsSignedBy(known) is { } isSigned)
        {
            return isSigned;
        }

        // Google has new keys, or the token names none of Google's.
        var newer = await keys.GetAsync(GoogleToken.Keys, isNewer: true, request.HttpContext.RequestAborted).ConfigureAwait(false);
        return newer is not null && token.IsSignedBy(newer) is true;
    }
}
