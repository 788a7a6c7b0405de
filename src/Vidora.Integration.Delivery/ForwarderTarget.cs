using Microsoft.Extensions.Logging;
using Vidora.Integration.Delivery.Receiving;
using Vidora.Integration.Delivery.Telemetry;
using Vidora.Integration.MParticle;

namespace Vidora.Integration.Delivery;

/// <summary>Puts what the messages of Firehose bring into the queue file of an account.</summary>
internal sealed class ForwarderTarget(VidoraForwarder forwarder, ILogger logger) : FirehoseTarget
{
    /// <remarks>Not cancelled when the sender disconnects: a repeated request has the same event ids.</remarks>
    public override async Task<ReceivingAnswer?> AcceptAsync(MParticleBatch batch, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        var result = await forwarder.AcceptAsync(batch, body, CancellationToken.None).ConfigureAwait(false);
        return result.Refusal is AcceptRefusal.None ? null : ReceivingAnswer.Refused(result.Refusal);
    }

    public override async Task<ReceivingAnswer?> ForgetAsync(IReadOnlyList<string> users, Guid? requestId, CancellationToken cancellationToken)
    {
        var receipt = await forwarder.ForgetAsync(users, requestId, CancellationToken.None).ConfigureAwait(false);
        if (!users.All(receipt.UserIds.Contains))
        {
            // An earlier request used the id for another user.
            receipt = await forwarder.ForgetAsync(users, cancellationToken: CancellationToken.None).ConfigureAwait(false);
        }

        logger.ErasureTaken(receipt.RequestId, users.Count);
        return null;
    }

    public override async Task<ReceivingAnswer?> HoldAsync(HeldReason reason, Guid? requestId, ReadOnlyMemory<byte> body) =>
        await forwarder.HoldAsync(reason, requestId, body).ConfigureAwait(false) ? null : ReceivingAnswer.QueueUnavailable;

    public override Task QuarantineAsync(ReadOnlyMemory<byte> body, QuarantineReason reason) =>
        forwarder.QuarantineAsync(body, reason, cancellationToken: CancellationToken.None);
}
