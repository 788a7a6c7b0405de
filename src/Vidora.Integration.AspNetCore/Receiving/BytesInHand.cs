using System.Buffers;
using System.Numerics;

namespace Vidora.Integration.AspNetCore.Receiving;

/// <summary>Rents arrays for the bodies of all requests, bounds their sum, and gives memory back after a burst.</summary>
internal sealed class BytesInHand : IDisposable
{
    /// <summary>Bounds the share of the process's memory, so that a small container needs no option.</summary>
    private const int SmallestShare = 4;

    /// <summary>Bounds arrays of the shared pool, which would keep larger ones after a burst.</summary>
    private const int LargestShared = 1024 * 1024;

    /// <summary>A burst of fewer bytes is not worth a collection.</summary>
    private const long Burst = 32 * 1024 * 1024;

    private static readonly TimeSpan _calm = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private readonly Dictionary<int, Stack<byte[]>> _idle = [];
    private readonly long _limit;
    private readonly int _largest;
    private readonly Action _giveBack;
    private readonly ITimer _timer;
    private long _held;
    private long _idleBytes;
    private long _garbage;
    private long _peak;

    /// <param name="options">The limits.</param>
    /// <param name="time">The clock.</param>
    /// <param name="memory">The memory that the process may use.</param>
    /// <param name="giveBack">Gives freed memory back to the system. Default: a collection.</param>
    public BytesInHand(VidoraEndpointOptions options, TimeProvider time, long memory, Action? giveBack = null)
    {
        // One byte more than allowed shows that a body is too large. One body must always fit: compressed, decompressed and at work.
        _largest = options.MaxRequestBytes + 1;
        _limit = Math.Max(3L * Math.Max(_largest, LargestShared), Math.Min(options.MaxBytesInHand, memory / SmallestShare));
        _giveBack = giveBack ?? Collect;
        _timer = time.CreateTimer(_ => GiveBackWhenCalm(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Gets the bytes that are held now.</summary>
    public long Held
    {
        get
        {
            lock (_lock)
            {
                return _held;
            }
        }
    }

    /// <summary>Rents an array, or returns null when the sum would exceed the limit.</summary>
    /// <param name="minimum">The least length, at most one byte more than a body may have.</param>
    public byte[]? Rent(long minimum)
    {
        if (minimum <= LargestShared)
        {
            var small = ArrayPool<byte>.Shared.Rent((int)minimum);
            if (TryTake(small.Length))
            {
                return small;
            }

            ArrayPool<byte>.Shared.Return(small);
            return null;
        }

        var size = SizeFor((int)minimum);
        if (!TryTake(size))
        {
            return null;
        }

        lock (_lock)
        {
            if (_idle.TryGetValue(size, out var arrays) && arrays.TryPop(out var array))
            {
                _idleBytes -= size;
                return array;
            }

            if (_held + _idleBytes > _limit)
            {
                _garbage += _idleBytes;
                DropIdle();
            }
        }

        CollectGarbage();
        return GC.AllocateUninitializedArray<byte>(size);
    }

    public void Return(byte[] array)
    {
        if (array.Length is > 0 and <= LargestShared)
        {
            ArrayPool<byte>.Shared.Return(array);
        }

        lock (_lock)
        {
            _held -= array.Length;
            if (array.Length > LargestShared && _held + _idleBytes + array.Length <= _limit)
            {
                if (!_idle.TryGetValue(array.Length, out var arrays))
                {
                    _idle[array.Length] = arrays = [];
                }

                arrays.Push(array);
                _idleBytes += array.Length;
            }
            else if (array.Length > LargestShared)
            {
                _garbage += array.Length;
            }
        }
    }

    /// <summary>Reserves the memory that work on a body needs, such as for mapped events. Returns false when the sum would exceed the limit.</summary>
    public bool TryReserve(int bytes)
    {
        if (!TryTake(bytes))
        {
            return false;
        }

        if (bytes > LargestShared)
        {
            // Copies of a large body are garbage of the oldest generation, which the runtime lets grow.
            GC.AddMemoryPressure(bytes);
        }

        return true;
    }

    public void Release(int bytes)
    {
        if (bytes > LargestShared)
        {
            GC.RemoveMemoryPressure(bytes);
        }

        lock (_lock)
        {
            _held -= bytes;
        }
    }

    public void Dispose() => _timer.Dispose();

    private static void Collect() => GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);

    /// <summary>Collects dropped arrays before more are allocated. The runtime would wait for more of them than the limit allows.</summary>
    private void CollectGarbage()
    {
        lock (_lock)
        {
            if (_garbage < _limit / 4)
            {
                return;
            }

            _garbage = 0;
        }

        GC.Collect();
    }

    /// <summary>Returns a power of two, or the largest size, so that arrays are used again.</summary>
    private int SizeFor(int minimum)
    {
        var size = BitOperations.RoundUpToPowerOf2((uint)minimum);
        return size > _largest / 2 ? Math.Max(_largest, minimum) : (int)size;
    }

    private bool TryTake(int bytes)
    {
        lock (_lock)
        {
            if (_held + bytes > _limit)
            {
                return false;
            }

            _held += bytes;
            if (_held > _peak && _held >= Burst)
            {
                if (_peak == 0)
                {
                    _timer.Change(_calm, _calm);
                }

                _peak = _held;
            }

            return true;
        }
    }

    /// <summary>Collects once most of a burst is over. Without requests no collection would happen, and the memory would stay.</summary>
    private void GiveBackWhenCalm()
    {
        lock (_lock)
        {
            if (_held > _peak / 4)
            {
                return;
            }

            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _peak = 0;
            DropIdle();
        }

        _giveBack();
    }

    private void DropIdle()
    {
        _idle.Clear();
        _idleBytes = 0;
    }
}
