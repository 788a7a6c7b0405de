using System.Buffers;

namespace Vidora.Integration.Mapping.Explaining;

/// <summary>
/// Maps one event of a document at a time, with other values in some of the fields: the same reader, the same mapper. Stops
/// when it has worked enough, so that no document takes forever.
/// </summary>
internal sealed class Experiments(DocumentOutline document, MParticleFormat format, long workLimit)
{
    private readonly ArrayBufferWriter<byte> _changed = new();
    private readonly VidoraEventBuffer _output = new();
    private readonly List<(int Start, int End, int Field)> _edits = [];
    private long _work;

    public DocumentOutline Document => document;

    public Probes Probes { get; } = new(document.Json.Span);

    /// <summary>Whether enough was done.</summary>
    public bool IsAtLimit => _work >= workLimit;

    /// <summary>Maps one event.</summary>
    /// <param name="mapper">The mapper.</param>
    /// <param name="input">The event or notification.</param>
    /// <param name="changed">The numbers of the fields that get another value, ascending.</param>
    /// <param name="sameKind">Whether booleans stay booleans.</param>
    /// <returns>The output, valid until the next one; null when the changed document would be too large.</returns>
    public VidoraEventBuffer? Map(MParticleEventMapper mapper, DocumentInput input, ReadOnlySpan<int> changed, bool sameKind)
    {
        Write(input, changed, sameKind);
        _work += _changed.WrittenCount;
        if (_changed.WrittenCount > MParticleReadLimits.Default.MaxDocumentBytes)
        {
            return null;
        }

        _output.Clear();
        try
        {
            mapper.Map(MParticleDocument.ReadBatch(_changed.WrittenMemory, format, MParticleReadLimits.Default), _output);
        }
        catch (MParticleFormatException)
        {
            // With the other value it is no batch any more: nothing comes of it.
        }

        _work += _output.Utf8JsonArray.Length;
        return _output;
    }

    private void Write(DocumentInput input, ReadOnlySpan<int> changed, bool sameKind)
    {
        const int Nothing = -1;
        _edits.Clear();
        foreach (var (list, isOwn) in new[] { (document.Events, !input.IsNotification), (document.Notifications, input.IsNotification) })
        {
            if (list.End > 0 && isOwn)
            {
                _edits.Add((list.Start + 1, input.Start, Nothing));
                _edits.Add((input.End, list.End - 1, Nothing));
            }
            else if (list.End > 0)
            {
                _edits.Add((list.Start + 1, list.End - 1, Nothing));
            }
        }

        foreach (var number in changed)
        {
            var field = document.Fields[number];
            _edits.Add((field.Start, field.End, number));
        }

        _edits.Sort();
        _changed.ResetWrittenCount();
        var json = document.Json.Span;
        var position = 0;
        foreach (var (start, end, number) in _edits)
        {
            // A list without an event is a field itself, and nothing is left to be cut out of it.
            if (start < position)
            {
                continue;
            }

            _changed.Write(json[position..start]);
            if (number != Nothing)
            {
                Probes.Write(_changed, json[start..end], number, sameKind);
            }

            position = end;
        }

        _changed.Write(json[position..]);
    }
}
