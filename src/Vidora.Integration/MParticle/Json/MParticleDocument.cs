using System.Diagnostics.CodeAnalysis;
using Vidora.Integration.MParticle.Firehose;
using Vidora.Integration.MParticle;
using Vidora.Integration.MParticle.Json;

namespace Vidora.Integration;

/// <summary>Holds the bytes of one document of an input and their place.</summary>
public sealed class MParticleDocument
{
    private readonly MParticleReadLimits _limits;

    /// <summary>The batch, when finding the end of the document has read it and the document is no Firehose message.</summary>
    private readonly MParticleBatch? _batch;

    internal MParticleDocument(
        int number,
        long position,
        long line,
        ReadOnlyMemory<byte> utf8Json,
        MParticleFormatException? error,
        MParticleReadLimits limits,
        MParticleBatch? batch)
    {
        Number = number;
        Position = position;
        Line = line;
        Utf8Json = utf8Json;
        Error = error;
        _limits = limits;
        _batch = batch;
    }

    /// <summary>Gets the number of the document in its input, from 1. Unreadable ones count.</summary>
    public int Number { get; }

    /// <summary>Gets the document's first byte in its input, from 0.</summary>
    public long Position { get; }

    /// <summary>Gets the document's first line, from 1.</summary>
    public long Line { get; }

    /// <summary>Gets the document, cut at the limit when it is too large.</summary>
    public ReadOnlyMemory<byte> Utf8Json { get; }

    /// <summary>Gets the reason why this is no document; null when it is one.</summary>
    public MParticleFormatException? Error { get; }

    /// <summary>Reads the batch of the document, or of its event processing request.</summary>
    /// <param name="format">The wire format.</param>
    /// <param name="batch">The batch, which looks at <see cref="Utf8Json"/>.</param>
    /// <param name="error">The error, with document, position and line.</param>
    /// <returns>True when there is a batch.</returns>
    public bool TryReadBatch(
        MParticleFormat format, [NotNullWhen(true)] out MParticleBatch? batch, [NotNullWhen(false)] out MParticleFormatException? error)
    {
        batch = null;
        error = Error;
        if (error is not null)
        {
            return false;
        }

        try
        {
            batch = _batch is not null && format != MParticleFormat.Firehose ? _batch : ReadBatch(Utf8Json, format, _limits);
            return true;
        }
        catch (MParticleFormatException e)
        {
            error = new MParticleFormatException(e.Message, Number, Position, Line);
            return false;
        }
    }

    /// <summary>Returns the document with its number among those of several inputs. Position and line stay those of its input.</summary>
    internal MParticleDocument WithNumber(int number) => new(
        number, Position, Line, Utf8Json, Error is null ? null : new MParticleFormatException(Error.Message, number, Position, Line), _limits, _batch);

    /// <summary>Reads a batch in the given wire format.</summary>
    internal static MParticleBatch ReadBatch(ReadOnlyMemory<byte> utf8Json, MParticleFormat format, MParticleReadLimits limits)
    {
        if (format == MParticleFormat.Firehose || (format == MParticleFormat.Auto && FirehoseJson.IsMessage(utf8Json.Span)))
        {
            return FirehoseJson.ReadRequest(utf8Json, limits) is EventProcessingRequest request
                ? request.Batch
                : throw new MParticleFormatException("this Firehose message holds no events; only an event_processing_request does.");
        }

        return MParticleJson.ReadBatch(utf8Json, limits);
    }
}
