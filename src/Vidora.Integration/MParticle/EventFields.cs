using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>Holds the positions of one event's values, by the numbers of their names in <see cref="EventNames.All"/>.</summary>
internal struct EventFields
{
    /// <summary>The most names that <see cref="EventNames"/> may have.</summary>
    public const int MaxNames = 128;

    private Positions _positions;
    private Numbers _names;
    private int _count;

    /// <summary>Gets the names that were found, each once.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Names => ((ReadOnlySpan<byte>)_names)[.._count];

    public readonly JsonPosition this[int name] => _positions[name];

    public void Set(int name, JsonPosition position)
    {
        if (_positions[name].IsAbsent)
        {
            _names[_count++] = (byte)name;
        }

        _positions[name] = position.IsAbsent ? JsonConstants.Null : position;
    }

    public void Clear()
    {
        foreach (var name in Names)
        {
            _positions[name] = default;
        }

        _count = 0;
    }

    [InlineArray(MaxNames)]
    private struct Positions
    {
        private JsonPosition _first;
    }

    [InlineArray(MaxNames)]
    private struct Numbers
    {
        private byte _first;
    }
}
