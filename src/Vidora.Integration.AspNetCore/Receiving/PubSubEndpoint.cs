using Microsoft.AspNetCore.Http;
using Vidora.Integration.AspNetCore.Envelopes;
using Vidora.Integration.Delivery;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>
/// Handles <c>POST …/pubsub</c>. The token of Google that names a listed service account is the credential. Pub/Sub repeats a message
/// after every error, so unreadable documents, which the quarantine keeps, are no error here.
/// </summary>
internal sealed class PubSubEndpoint(
    Receiver receiver, EndpointAccess access, BatchIntake intake, string audience, IReadOnlyList<string> accounts, RemoteKeys keys)
    : BodyEndpoint("pubsub", receiver, access)
{
    private static readonly ReceivingAnswer _unauthorized = ReceivingAnswer.NotAuthorized(
        "The Authorization header has no token of Google for PubSubAudience and one of PubSubServiceAccounts.");

    protected override async ValueTask<ReceivingAnswer?> RefuseAsync(HttpRequest request) => await AllowsAsync(request).ConfigureAwait(false) switch
    {
        true => null,
        false => Receiver.Unauthorized(Name, _unauthorized),
        null => ReceivingAnswer.KeysUnavailable,
    };

    protected override async Task<ReceivingAnswer> AcceptAsync(HttpRequest request, ReadOnlyMemory<byte> body) =>
        EnvelopeReader.TryReadPubSub(body.Span, out var content)
            ? await intake.AcceptKeptAsync(Name, [content]).ConfigureAwait(false)
            : Receiver.NotAnEnvelope(Name, "a push message of Pub/Sub");

    /// <summary>Returns whether the request has a valid token; null when Google's keys cannot be had.</summary>
    private async Task<bool?> AllowsAsync(HttpRequest request)
    {
        if (request.Headers.Authorization is not [var header]
            || GoogleToken.Read(header) is not { } token
            || !token.IsFor(audience, accounts, Receiver.Time.GetUtcNow()))
        {
            return false;
        }

        var known = await keys.GetAsync(GoogleToken.Keys, isNewer: false, CancellationToken.None).ConfigureAwait(false);
        if (known is null)
        {
            return null;
        }

        if (token.IsSignedBy(known) is { } isSigned)
        {
            return isSigned;
        }

        // Google has new keys, or the token names none of Google's.
        var newer = await keys.GetAsync(GoogleToken.Keys, isNewer: true, CancellationToken.None).ConfigureAwait(false);
        return newer is not null && token.IsSignedBy(newer) is true;
    }
}
