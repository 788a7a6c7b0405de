using System.Text.Json;
using Vidora.Integration.Mapping;
using Vidora.Integration.MParticle;
using Vidora.Integration.MParticle.Firehose;
using Vidora.Integration.MParticle.Json;

namespace Vidora.Integration.Benchmarks;

/// <summary>The two things that are compared: looking at every token of the documents, and mapping them.</summary>
internal sealed class MapWork(Func<ReadOnlyMemory<byte>, MParticleBatch> read, VidoraMappingOptions? options = null)
{
    private const int EventsPerArray = 500;

    private readonly MParticleEventMapper _mapper = new(options);
    private readonly VidoraEventBuffer _buffer = new();

    public MapWork(VidoraMappingOptions? options = null)
        : this(document => MParticleJson.ReadBatch(document), options)
    {
    }

    public static MParticleBatch ReadFirehose(ReadOnlyMemory<byte> document) => ((EventProcessingRequest)FirehoseJson.ReadRequest(document)).Batch;

    /// <summary>A bare pass: every token visited, nothing done with it.</summary>
    public static long ReadTokens(ReadOnlySpan<byte[]> documents)
    {
        var tokens = 0L;
        foreach (var document in documents)
        {
            var reader = new Utf8JsonReader(document);
            while (reader.Read())
            {
                tokens++;
            }
        }

        return tokens;
    }

    /// <summary>Maps the documents one by one, as hosts do, and returns the number of events.</summary>
    public long MapEach(ReadOnlySpan<byte[]> documents)
    {
        var events = 0L;
        foreach (var document in documents)
        {
            using var mapped = _mapper.Map(read(document));
            events += mapped.Events.Count;
        }

        return events;
    }

    /// <summary>Splits, reads and maps each input, as endpoints and the Kafka consumer do, and returns the number of events.</summary>
    public long Enter(ReadOnlySpan<byte[]> inputs)
    {
        var events = 0L;
        foreach (var input in inputs)
        {
            foreach (var document in MParticleDocuments.Read((ReadOnlyMemory<byte>)input))
            {
                if (document.TryReadBatch(MParticleFormat.Auto, out var batch, out _))
                {
                    using var mapped = _mapper.Map(batch);
                    events += mapped.Events.Count;
                }
            }
        }

        return events;
    }

    /// <summary>Maps the documents into the arrays that are sent and returns the number of events.</summary>
    public long Map(ReadOnlySpan<byte[]> documents)
    {
        var events = 0L;
        foreach (var document in documents)
        {
            _mapper.Map(read(document), _buffer);
            if (_buffer.Count >= EventsPerArray)
            {
                Send();
            }
        }

        Send();
        return events;

        void Send()
        {
            events += _buffer.Utf8JsonArray.Length > 2 ? _buffer.Count : 0;
            _buffer.Clear();
        }
    }
}
