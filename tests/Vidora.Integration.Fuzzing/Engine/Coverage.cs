using System.Numerics;
using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace Vidora.Integration.Fuzzing.Engine;

/// <summary>
/// Which edges of instrumented code an input goes through: the memory that SharpFuzz's instrumentation writes to, read in
/// this process instead of by AFL in another one. An edge counts as new when it is gone through at all for the first time, or
/// about twice as often as ever before. Each target has its own, over one memory: inputs are run one after another.
/// </summary>
internal sealed unsafe class Coverage
{
    /// <summary>The size of the map that SharpFuzz's instrumentation writes to.</summary>
    private const int Size = 1 << 16;

    // Never freed: instrumented code may run as long as the process.
    private static readonly byte* _map = Allocate();

    private readonly byte[] _seen = new byte[Size];

    /// <summary>Begins. From the first one on instrumented code can run.</summary>
    public Coverage() => Begin();

    /// <summary>How many edges were gone through so far.</summary>
    public int Edges { get; private set; }

    public void Begin()
    {
        NativeMemory.Clear(_map, Size);
        Trace.PrevLocation = 0;
    }

    /// <summary>Whether the input since <see cref="Begin"/> went where no input went before.</summary>
    public bool End()
    {
        var isNew = false;
        var words = new ReadOnlySpan<ulong>(_map, Size / sizeof(ulong));
        for (var i = 0; i < words.Length; i++)
        {
            if (words[i] == 0)
            {
                continue;
            }

            for (var place = i * sizeof(ulong); place < (i + 1) * sizeof(ulong); place++)
            {
                if (_map[place] == 0)
                {
                    continue;
                }

                var often = (byte)(1 << BitOperations.Log2(_map[place]));
                if ((_seen[place] & often) == 0)
                {
                    Edges += _seen[place] == 0 ? 1 : 0;
                    _seen[place] |= often;
                    isNew = true;
                }
            }
        }

        return isNew;
    }

    private static byte* Allocate()
    {
        var map = (byte*)NativeMemory.AllocZeroed(Size);
        Trace.SharedMem = map;
        return map;
    }
}
