using Confluent.Kafka;
using Vidora.Integration.Delivery;
using Vidora.Integration.Delivery.Storage;
using Vidora.Integration.Kafka.DeadLetters;

namespace Vidora.Integration.Kafka.Consuming;

/// <summary>Maps a message to events. A message holds one batch, or several in a list or one after the other.</summary>
internal sealed class MessageReader(MParticleEventMapper mapper)
{
    public MappedMessage Read(ConsumeResult<byte[], byte[]> source)
    {
        var results = new List<MappingResult>(1);
        IReadOnlyList<VidoraEvent> events = [];
        IReadOnlyList<MappingIssue> issues = [];
        List<PoisonDocument>? poison = null;
        foreach (var document in MParticleDocuments.Read(source.Message.Value ?? ReadOnlyMemory<byte>.Empty))
        {
            if (document.Error is not null || !document.TryReadBatch(MParticleFormat.Auto, out var batch, out _))
            {
                (poison ??= []).Add(new PoisonDocument(document.Utf8Json, QuarantineReason.Unreadable));
                continue;
            }

            var mapped = mapper.Map(batch);
            results.Add(mapped);
            events = events.Count == 0 ? mapped.Events : [.. events, .. mapped.Events];
            issues = issues.Count == 0 ? mapped.Issues : [.. issues, .. mapped.Issues];
            if (QuarantineReasons.Of(mapped) is { } reason)
            {
                (poison ??= []).Add(new PoisonDocument(document.Utf8Json, reason));
            }
        }

        return new MappedMessage { Source = source, Events = events, Issues = issues, Poison = poison ?? [], Results = results };
    }
}
