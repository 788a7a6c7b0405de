using Vidora.Integration.Delivery.Storage;
using Vidora.Integration.Delivery.Timing;

namespace Vidora.Integration.Delivery.Sending;

/// <summary>Bounds the memory of events that are mapped and not yet on disk. Callers beyond it wait.</summary>
/// <remarks>
/// A batch of 300 KB can become 64 MiB of events, because each event repeats the context. Limits of what a host receives do not bound
/// that. Each processor maps one batch at a time, so the limit is exceeded by one batch for each processor at most.
/// </remarks>
/// <param name="limit">The bytes from which on callers wait.</param>
/// <param name="turns">Bounds the batches that are mapped at the same time.</param>
internal sealed class MappedMemory(long limit, SemaphoreSlim turns)
{
    private const long Usual = 64 * 1024 * 1024;

    /// <summary>Bounds the share of the process's memory.</summary>
    private const int SmallestShare = 16;

    /// <summary>What an event takes beside its JSON.</summary>
    private const int BytesPerEvent = 128;

    /// <summary>What a document takes: its batch, and the arrays of its result.</summary>
    private const int BytesPerDocument = 1536;

    /// <summary>Memory of smaller results is pooled.</summary>
    private const int Large = 1024 * 1024;

    private readonly Signal _freed = new();
    private long _held;
    private long _garbage;

    /// <summary>Gets the memory of this process, which its accounts share.</summary>
    public static MappedMemory OfProcess { get; } =
        new(Math.Min(Usual, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / SmallestShare), new SemaphoreSlim(Environment.ProcessorCount));

    /// <summary>Gets the bytes that are held now.</summary>
    public long Held => Volatile.Read(ref _held);

    /// <summary>Maps once there is room.</summary>
    /// <returns>The events; <see cref="Free"/> takes their memory back.</returns>
    public async Task<MappedDocuments> MapAsync(Func<MappedDocuments> map, CancellationToken cancellationToken)
    {
        await turns.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            for (var freed = _freed.Next; Held >= limit; freed = _freed.Next)
            {
                await freed.WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            var mapped = map();
            mapped.Counted = EventTable.SizeOf(mapped.Events) + (mapped.Events.Count * BytesPerEvent) + (mapped.Results.Count * BytesPerDocument);
            Interlocked.Add(ref _held, mapped.Counted);
            return mapped;
        }
        finally
        {
            turns.Release();
        }
    }

    /// <summary>Takes back the memory of events that are on disk or refused.</summary>
    public void Free(MappedDocuments mapped)
    {
        foreach (var result in mapped.Results)
        {
            result.Dispose();
        }

        if (mapped.Counted > Large && Interlocked.Add(ref _garbage, mapped.Counted) >= limit / 4)
        {
            // The runtime would let large arrays that are free grow to many times the limit.
            Interlocked.Exchange(ref _garbage, 0);
            GC.Collect();
        }

        Interlocked.Add(ref _held, -mapped.Counted);
        _freed.Set();
    }
}
