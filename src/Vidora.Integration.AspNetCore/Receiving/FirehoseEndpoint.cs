using System.Globalization;
using Microsoft.AspNetCore.Http;
using Vidora.Integration.AspNetCore.Telemetry;
using Vidora.Integration.Delivery;
using Vidora.Integration.MParticle.Firehose;
using Vidora.Integration.MParticle.Json;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>
/// Handles <c>POST …/firehose</c>, every message of the Firehose protocol. It answers no 4xx to a message that may work later,
/// because mParticle drops it then.
/// </summary>
internal sealed class FirehoseEndpoint(Receiver receiver, EndpointAccess access, FirehoseAccounts accounts, FirehoseModule module)
{
    private const string Name = "firehose";

    /// <summary>Bounds a request without authorization, which can only be a registration.</summary>
    private const int MaxUnauthorizedBytes = 64 * 1024;

    public Task HandleAsync(HttpContext http) => receiver.RunAsync(http, Name, access, AnswerAsync);

    private static async Task<Answer> QuarantineAsync(
        VidoraForwarder forwarder, ReadOnlyMemory<byte> body, QuarantineReason reason, Answer answer)
    {
        if (!body.IsEmpty)
        {
            await forwarder.QuarantineAsync(body, reason).ConfigureAwait(false);
        }

        return answer;
    }

    private async Task<Answer?> AnswerAsync(HttpContext http)
    {
        if (Receiver.HasOtherContentType(http.Request))
        {
            return Answer.UnsupportedType;
        }

        var isAuthorized = access.Allows(http.Request);
        var maxBytes = isAuthorized ? receiver.MaxRequestBytes : Math.Min(MaxUnauthorizedBytes, receiver.MaxRequestBytes);
        using var body = await receiver.ReadAsync(http.Request, maxBytes).ConfigureAwait(false);
        return body.Fault switch
        {
            RequestBodyFault.Aborted or RequestBodyFault.TooSlow or RequestBodyFault.Busy => receiver.AnswerTo(body.Fault),
            _ when !isAuthorized => AnswerUnauthorized(body),
            RequestBodyFault.None => await AnswerAsync(body.Bytes).ConfigureAwait(false),
            RequestBodyFault.Corrupt => await QuarantineAsync(body.Bytes, Answer.Corrupt).ConfigureAwait(false),
            _ => receiver.AnswerTo(body.Fault),
        };
    }

    private Answer AnswerUnauthorized(RequestBody body)
    {
        try
        {
            if (body.Fault is RequestBodyFault.None && FirehoseJson.ReadRequest(body.Bytes) is ModuleRegistrationRequest registration)
            {
                return Register(registration);
            }
        }
        catch (MParticleFormatException)
        {
            // An unreadable message without authorization is answered like any other.
        }

        return receiver.Unauthorized(Name);
    }

    private async Task<Answer> AnswerAsync(ReadOnlyMemory<byte> body)
    {
        FirehoseRequest request;
        try
        {
            request = FirehoseJson.ReadRequest(body);
        }
        catch (MParticleFormatException e)
        {
            receiver.LogUnreadable(Name, [e]);
            return await QuarantineAsync(body, Answer.Unreadable(e)).ConfigureAwait(false);
        }

        return request switch
        {
            EventProcessingRequest events => await AcceptAsync(events, body).ConfigureAwait(false),
            DsrProcessingRequest erasure => await ForgetAsync(erasure, body).ConfigureAwait(false),
            ModuleRegistrationRequest => Register(request),
            _ => Answer.Of(ResponseTo(request), RequestOutcome.Answered),
        };
    }

    private Answer Register(FirehoseRequest request) => Answer.Of(ResponseTo(request, module), RequestOutcome.Answered);

    private async Task<Answer> AcceptAsync(EventProcessingRequest request, ReadOnlyMemory<byte> body)
    {
        var response = ResponseTo(request);
        if (request.Batch.Events.Count == 0 && request.Batch.SystemNotifications.Count == 0)
        {
            return Answer.Of(response, RequestOutcome.Answered);
        }

        if (receiver.IsStopping)
        {
            return Answer.Stopping;
        }

        if (accounts.Find(request.Account) is not { } forwarder)
        {
            return AnswerUnknownAccount(request);
        }

        var result = await forwarder.AcceptAsync(request.Batch, body, CancellationToken.None).ConfigureAwait(false);
        return result.Refusal is AcceptRefusal.None ? Answer.Of(response, RequestOutcome.Accepted) : Answer.Refused(result.Refusal);
    }

    private async Task<Answer> ForgetAsync(DsrProcessingRequest request, ReadOnlyMemory<byte> body)
    {
        if (receiver.IsStopping)
        {
            return Answer.Stopping;
        }

        var forwarders = accounts.FindForErasure(request.Account);
        if (forwarders.Count == 0)
        {
            return AnswerUnknownAccount(request);
        }

        var answer = Answer.Of(ResponseTo(request), RequestOutcome.Accepted);
        Guid? requestId = Guid.TryParse(request.SubjectRequestId, out var id) ? id : null;
        if (request.SubjectRequestType != "erasure")
        {
            return await HoldAsync(HeldReason.NotAnErasure).ConfigureAwait(false);
        }

        var users = request.Mpids.Select(mpid => mpid.ToString(CultureInfo.InvariantCulture)).ToList();
        if (users.Count == 0)
        {
            return await HoldAsync(HeldReason.ErasureWithoutMpid).ConfigureAwait(false);
        }

        foreach (var forwarder in forwarders)
        {
            var receipt = await forwarder.ForgetAsync(users, requestId).ConfigureAwait(false);
            if (!users.All(receipt.UserIds.Contains))
            {
                // An earlier request used the id for another user.
                receipt = await forwarder.ForgetAsync(users).ConfigureAwait(false);
            }

            receiver.Logger.ErasureTaken(receipt.RequestId, users.Count);
        }

        return answer;

        async Task<Answer> HoldAsync(HeldReason reason) =>
            await forwarders[0].HoldAsync(reason, requestId, body).ConfigureAwait(false) ? answer : Answer.QueueUnavailable;
    }

    private Answer AnswerUnknownAccount(FirehoseRequest request)
    {
        if (receiver.LogLimit.TryTake())
        {
            receiver.Logger.UnknownAccount(request.Account?.Id);
        }

        return Answer.UnknownAccount;
    }

    private Task<Answer> QuarantineAsync(ReadOnlyMemory<byte> body, Answer answer) =>
        QuarantineAsync(accounts.Host, body, QuarantineReason.Unreadable, answer);

    /// <summary>Creates an answer with the request's id if it is a GUID, which the protocol demands.</summary>
    private FirehoseResponse ResponseTo(FirehoseRequest request, FirehoseModule? description = null)
    {
        var id = Guid.TryParseExact(request.Id, "D", out _) ? request.Id! : Guid.NewGuid().ToString();
        return new FirehoseResponse(request, id, receiver.Time.GetUtcNow(), description);
    }
}
