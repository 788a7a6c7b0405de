using System.Text.Json;
using Vidora.Integration.Generator;
using Vidora.Integration.Mapping;
using Vidora.Integration.MParticle.Json;

namespace Vidora.Integration.Benchmarks;

/// <summary>The two things that are compared: looking at every token of the documents, and mapping them.</summary>
internal sealed class MapWork
{
    private const int EventsPerArray = 500;

    private readonly MParticleEventMapper _mapper = new();
    private readonly VidoraEventBuffer _buffer = new();

    public static byte[][] Generate(int count)
    {
        var generator = new BatchGenerator(seed: 20_240_601);
        var documents = new byte[count][];
        for (var i = 0; i < count; i++)
        {
            documents[i] = generator.Next();
        }

        return documents;
    }

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

    /// <summary>The whole way: document bytes, models, mapper, bytes of the arrays that are sent.</summary>
    public (long Events, long Bytes) Map(ReadOnlySpan<byte[]> documents)
    {
        var events = 0L;
        var bytes = 0L;
        foreach (var document in documents)
        {
            _mapper.Map(MParticleJson.ReadBatch((ReadOnlyMemory<byte>)document), _buffer);
            if (_buffer.Count >= EventsPerArray)
            {
                Send();
            }
        }

        Send();
        return (events, bytes);

        void Send()
        {
            events += _buffer.Count;
            bytes += _buffer.Utf8JsonArray.Length;
            _buffer.Clear();
        }
    }
}
