using System.Globalization;
using Microsoft.Extensions.Logging;
using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.MParticle.Firehose;
using Vidora.Integration.MParticle.Json;
using Vidora.Integration.Telemetry;

namespace Vidora.Integration.Delivery.Receiving;

/// <summary>
/// Answers every message of the Firehose protocol, whatever brings it. It answers no 4xx to a message that may work later, because
/// mParticle drops it then.
/// </summary>
internal sealed class FirehoseProcessor(FirehoseAccounts accounts, FirehoseModule module, TimeProvider time, ILogger logger, LineLimit lines)
{
    /// <summary>The name of the endpoint in logs and metrics.</summary>
    public const string Name = "firehose";

    /// <summary>Gets whether the host is stopping. Registration and pings are answered all the same.</summary>
    public Func<bool> IsStopping { get; init; } = () => false;

    /// <summary>Answers a message whose sender is not known: a registration needs no credential. Returns null for every other message.</summary>
    public ReceivingAnswer? AnswerRegistration(ReadOnlyMemory<byte> message)
    {
        try
        {
            return FirehoseJson.ReadRequest(message) is ModuleRegistrationRequest registration ? Register(registration) : null;
        }
        catch (MParticleFormatException)
        {
            // An unreadable message without authorization is answered like any other.
            return null;
        }
    }

    /// <summary>Answers a message whose sender may send it.</summary>
    public async Task<ReceivingAnswer> AnswerAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken)
    {
        FirehoseRequest request;
        try
        {
            request = FirehoseJson.ReadRequest(message);
        }
        catch (MParticleFormatException e)
        {
            if (lines.TryTake("unreadable", 1, out _))
            {
                logger.Unreadable(Name, 1, e.Message);
            }

            return await QuarantineAsync(message, ReceivingAnswer.Unreadable(e)).ConfigureAwait(false);
        }

        return request switch
        {
            EventProcessingRequest events => await AcceptAsync(events, message, cancellationToken).ConfigureAwait(false),
            DsrProcessingRequest erasure => await ForgetAsync(erasure, message, cancellationToken).ConfigureAwait(false),
            ModuleRegistrationRequest => Register(request),
            _ => ReceivingAnswer.Of(ResponseTo(request), RequestOutcome.Answered),
        };
    }

    /// <summary>Keeps the readable part of a body that is damaged.</summary>
    public Task<ReceivingAnswer> QuarantineCorruptAsync(ReadOnlyMemory<byte> beforeTheDamage) =>
        QuarantineAsync(beforeTheDamage, ReceivingAnswer.Corrupt);

    private ReceivingAnswer Register(FirehoseRequest request) => ReceivingAnswer.Of(ResponseTo(request, module), RequestOutcome.Answered);

    private async Task<ReceivingAnswer> AcceptAsync(EventProcessingRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var response = ResponseTo(request);
        if (request.Batch.Events.Count == 0 && request.Batch.SystemNotifications.Count == 0)
        {
            return ReceivingAnswer.Of(response, RequestOutcome.Answered);
        }

        if (IsStopping())
        {
            return ReceivingAnswer.Stopping;
        }

        if (accounts.Find(request.Account) is not { } account)
        {
            return AnswerUnknownAccount(request);
        }

        return await account.AcceptAsync(request.Batch, body, cancellationToken).ConfigureAwait(false)
            ?? ReceivingAnswer.Of(response, RequestOutcome.Accepted);
    }

    private async Task<ReceivingAnswer> ForgetAsync(DsrProcessingRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        if (IsStopping())
        {
            return ReceivingAnswer.Stopping;
        }

        var targets = accounts.FindForErasure(request.Account);
        if (targets.Count == 0)
        {
            return AnswerUnknownAccount(request);
        }

        var answer = ReceivingAnswer.Of(ResponseTo(request), RequestOutcome.Accepted);
        Guid? requestId = Guid.TryParse(request.SubjectRequestId, out var id) ? id : null;
        var users = request.Mpids.Select(mpid => mpid.ToString(CultureInfo.InvariantCulture)).ToList();
        if (request.SubjectRequestType != "erasure" || users.Count == 0)
        {
            var reason = request.SubjectRequestType != "erasure" ? HeldReason.NotAnErasure : HeldReason.ErasureWithoutMpid;
            return await targets[0].HoldAsync(reason, requestId, body).ConfigureAwait(false) ?? answer;
        }

        foreach (var target in targets)
        {
            if (await target.ForgetAsync(users, requestId, cancellationToken).ConfigureAwait(false) is { } refusal)
            {
                return refusal;
            }
        }

        return answer;
    }

    private ReceivingAnswer AnswerUnknownAccount(FirehoseRequest request)
    {
        if (lines.TryTake("unknown_account", 1, out _))
        {
            logger.UnknownAccount(request.Account?.Id);
        }

        return ReceivingAnswer.UnknownAccount;
    }

    private async Task<ReceivingAnswer> QuarantineAsync(ReadOnlyMemory<byte> body, ReceivingAnswer answer)
    {
        if (!body.IsEmpty)
        {
            await accounts.Host.QuarantineAsync(body, QuarantineReason.Unreadable).ConfigureAwait(false);
        }

        return answer;
    }

    /// <summary>Creates an answer with the request's id if it is a GUID, which the protocol demands.</summary>
    private FirehoseResponse ResponseTo(FirehoseRequest request, FirehoseModule? description = null)
    {
        var id = Guid.TryParseExact(request.Id, "D", out _) ? request.Id! : Guid.NewGuid().ToString();
        return new FirehoseResponse(request, id, time.GetUtcNow(), description);
    }
}
