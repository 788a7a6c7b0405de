using Confluent.Kafka;
using Vidora.Integration.Delivery;

namespace Vidora.Integration.Kafka.DeadLetters;

/// <summary>Keeps documents in the quarantine and events in the dead letters of the account's store.</summary>
internal sealed class StoreDeadLetterBox(VidoraForwarder forwarder) : IDeadLetterBox
{
    public async Task<int> KeepAsync(
        ConsumeResult<byte[], byte[]> source, IReadOnlyList<PoisonDocument> documents, CancellationToken cancellationToken)
    {
        var kept = 0;
        foreach (var document in documents)
        {
            kept += await forwarder.QuarantineAsync(document.Content, document.Reason, null, cancellationToken).ConfigureAwait(false) ? 1 : 0;
        }

        return kept;
    }

    public async Task KeepAsync(IReadOnlyList<DeadEvent> events, CancellationToken cancellationToken)
    {
        var added = await forwarder.Store.AddDeadLettersAsync(
            events.Select(dead => dead.Event).ToList(), events.Select(dead => dead.Outcome).ToList(), cancellationToken).ConfigureAwait(false);
        if (added.Refusal is not AcceptRefusal.None)
        {
            throw new DeliveryStoreException("The queue file is full and has no room for dead letters. Re-drive or purge its dead letters.");
        }
    }

    public void Dispose()
    {
    }
}
