using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Vidora.Integration.AspNetCore.Telemetry;
using Vidora.Integration.Delivery;
using Vidora.Integration.MParticle.Firehose;
using Vidora.Integration.MParticle.Json;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>
/// <c>POST …/firehose</c>: every message of the Firehose protocol. What may work later never gets a 4xx, because mParticle would
/// drop it.
/// </summary>
internal sealed class FirehoseEndpoint(
    Receiver receiver,
    AuthorizationCheck authorization,
    FirehoseAccounts accounts,
    FirehoseModule module)
{
    private const string Name = "firehose";

    /// <summary>What a request without authorization may have: registration is all it can be, and that is small.</summary>
    private const int MaxUnauthorizedBytes = 64 * 1024;

    public Task HandleAsync(HttpContext http) => receiver.RunAsync(http, Name, AnswerAsync);

    private async Task<Answer?> AnswerAsync(HttpContext http)
    {
        if (Receiver.HasOtherContentType(http.Request))
        {
            return Answer.UnsupportedType;
        }

        var isAuthorized = authorization.Allows(http.Request);
        var maxBytes = isAuthorized ? receiver.MaxRequestBytes : Math.Min(MaxUnauthorizedBytes, receiver.MaxRequestBytes);
        using var body = await RequestBody.ReadAsync(http.Request, maxBytes).ConfigureAwait(false);
        if (!isAuthorized)
        {
            return body.Fault is RequestBodyFault.Aborted or RequestBodyFault.TooSlow
                ? receiver.AnswerTo(body.Fault)
                : AnswerUnauthorized(body);
        }

        try
        {
            return body.Fault switch
            {
                RequestBodyFault.None => await AnswerAsync(body.Bytes).ConfigureAwait(false),
                RequestBodyFault.Corrupt => await QuarantineAsync(body.Bytes, Answer.Corrupt).ConfigureAwait(false),
                _ => receiver.AnswerTo(body.Fault),
            };
        }
        catch (DeliveryStoreException)
        {
            return Answer.QueueUnavailable;
        }
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
            // Whatever it is, whoever sends it has no business here.
        }

        if (receiver.MayComplain())
        {
            receiver.Logger.Unauthorized(Name);
        }

        return Answer.Unauthorized;
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
            if (receiver.MayComplain())
            {
                receiver.Logger.Unreadable(Name, 1, e.Message);
            }

            return await QuarantineAsync(body, Answer.Unreadable(e)).ConfigureAwait(false);
        }

        return request switch
        {
            EventProcessingRequest events => await AcceptAsync(events, body).ConfigureAwait(false),
            DsrProcessingRequest erasure => await ForgetAsync(erasure, body).ConfigureAwait(false),
            ModuleRegistrationRequest => Register(request),
            _ => Answer.Of(ResponseTo(request), Outcome.Answered),
        };
    }

    private Answer Register(FirehoseRequest request) => Answer.Of(ResponseTo(request, module), Outcome.Answered);

    private async Task<Answer> AcceptAsync(EventProcessingRequest request, ReadOnlyMemory<byte> body)
    {
        var response = ResponseTo(request);
        if (request.Batch.Events.Count == 0 && request.Batch.SystemNotifications.Count == 0)
        {
            return Answer.Of(response, Outcome.Answered);
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
        return result.Refusal is AcceptRefusal.None ? Answer.Of(response, Outcome.Accepted) : Answer.Refused(result.Refusal);
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

        var answer = Answer.Of(ResponseTo(request), Outcome.Accepted);
        Guid? requestId = Guid.TryParse(request.SubjectRequestId, out var id) ? id : null;
        if (request.SubjectRequestType != "erasure")
        {
            receiver.Logger.NotAnErasure(requestId);
            return await QuarantineAsync(forwarders[0], body, QuarantineReason.Unreadable, answer).ConfigureAwait(false);
        }

        var users = request.Mpids.Select(mpid => mpid.ToString(CultureInfo.InvariantCulture)).ToList();
        if (users.Count == 0)
        {
            receiver.Logger.ErasureWithoutMpid(requestId);
            return await QuarantineAsync(forwarders[0], body, QuarantineReason.MissingMpid, answer).ConfigureAwait(false);
        }

        foreach (var forwarder in forwarders)
        {
            var receipt = await forwarder.ForgetAsync(users, requestId).ConfigureAwait(false);
            if (!users.All(receipt.UserIds.Contains))
            {
                // The id was used before, for somebody else.
                receipt = await forwarder.ForgetAsync(users).ConfigureAwait(false);
            }

            receiver.Logger.ErasureTaken(receipt.RequestId, users.Count);
        }

        return answer;
    }

    private Answer AnswerUnknownAccount(FirehoseRequest request)
    {
        if (receiver.MayComplain())
        {
            receiver.Logger.UnknownAccount(request.Account?.Id);
        }

        return Answer.UnknownAccount;
    }

    private Task<Answer> QuarantineAsync(ReadOnlyMemory<byte> body, Answer answer) =>
        QuarantineAsync(accounts.Host, body, QuarantineReason.Unreadable, answer);

    private static async Task<Answer> QuarantineAsync(
        VidoraForwarder forwarder, ReadOnlyMemory<byte> body, QuarantineReason reason, Answer answer)
    {
        if (!body.IsEmpty)
        {
            await forwarder.QuarantineAsync(body, reason).ConfigureAwait(false);
        }

        return answer;
    }

    /// <summary>Answers with the request's id when it is a GUID, which the protocol demands.</summary>
    private FirehoseResponse ResponseTo(FirehoseRequest request, FirehoseModule? description = null)
    {
        var id = Guid.TryParseExact(request.Id, "D", out _) ? request.Id! : Guid.NewGuid().ToString();
        return new FirehoseResponse(request, id, receiver.Time.GetUtcNow(), description);
    }
}
