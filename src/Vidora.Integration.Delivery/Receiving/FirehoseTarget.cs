using Vidora.Integration.MParticle;

namespace Vidora.Integration.Delivery.Receiving;

/// <summary>Takes what the messages of Firehose bring for one account. Null is a yes, an answer is a refusal.</summary>
internal abstract class FirehoseTarget
{
    /// <summary>Takes all events of a batch, or refuses it.</summary>
    public abstract Task<ReceivingAnswer?> AcceptAsync(MParticleBatch batch, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);

    /// <summary>Forgets users.</summary>
    public abstract Task<ReceivingAnswer?> ForgetAsync(IReadOnlyList<string> users, Guid? requestId, CancellationToken cancellationToken);

    /// <summary>Keeps a request that a person must act on.</summary>
    public abstract Task<ReceivingAnswer?> HoldAsync(HeldReason reason, Guid? requestId, ReadOnlyMemory<byte> body);

    /// <summary>Keeps what is unreadable, when there is a place for it.</summary>
    public abstract Task QuarantineAsync(ReadOnlyMemory<byte> body, QuarantineReason reason);
}
