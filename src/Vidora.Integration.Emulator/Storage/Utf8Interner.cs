using System.Text;

namespace Vidora.Integration.Emulator.Storage;

/// <summary>
/// Gives every distinct run of bytes a number from 0 and keeps the bytes once. A million user ids are three arrays here
/// and not a million strings.
/// </summary>
internal sealed class Utf8Interner
{
    private int[] _buckets = new int[64];
    private ulong[] _hashes = new ulong[32];
    private int[] _starts = new int[33];
    private byte[] _keys = new byte[512];

    public int Count { get; private set; }

    public ReadOnlySpan<byte> this[int id] => _keys.AsSpan(_starts[id], _starts[id + 1] - _starts[id]);

    public string Text(int id) => Encoding.UTF8.GetString(this[id]);

    /// <summary>The number of the key, or -1 when it was never added.</summary>
    public int Find(ReadOnlySpan<byte> key) => Find(key, Utf8Hash.Of(key), out _);

    /// <summary>The number of the key, which is added when it is new.</summary>
    public int GetOrAdd(ReadOnlySpan<byte> key)
    {
        var hash = Utf8Hash.Of(key);
        var id = Find(key, hash, out var bucket);
        if (id >= 0)
        {
            return id;
        }

        if (Count == _hashes.Length)
        {
            Array.Resize(ref _hashes, Count * 2);
            Array.Resize(ref _starts, (Count * 2) + 1);
        }

        id = Count++;
        var start = _starts[id];
        if (_keys.Length - start < key.Length)
        {
            Array.Resize(ref _keys, (int)Math.Min(Math.Max(_keys.Length * 2L, (long)start + key.Length), Array.MaxLength));
        }

        key.CopyTo(_keys.AsSpan(start));
        _starts[id + 1] = start + key.Length;
        _hashes[id] = hash;
        _buckets[bucket] = id + 1;
        if (Count * 2 > _buckets.Length)
        {
            Rehash();
        }

        return id;
    }

    private int Find(ReadOnlySpan<byte> key, ulong hash, out int bucket)
    {
        var mask = _buckets.Length - 1;
        bucket = (int)hash & mask;
        while (_buckets[bucket] is var entry && entry != 0)
        {
            if (_hashes[entry - 1] == hash && this[entry - 1].SequenceEqual(key))
            {
                return entry - 1;
            }

            bucket = (bucket + 1) & mask;
        }

        return -1;
    }

    private void Rehash()
    {
        _buckets = new int[_buckets.Length * 2];
        var mask = _buckets.Length - 1;
        for (var id = 0; id < Count; id++)
        {
            var bucket = (int)_hashes[id] & mask;
            while (_buckets[bucket] != 0)
            {
                bucket = (bucket + 1) & mask;
            }

            _buckets[bucket] = id + 1;
        }
    }
}
