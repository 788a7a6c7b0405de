using System.Collections;

namespace Vidora.Integration.MParticle.Json;

/// <summary>Enumerates the documents of an input in memory. The first enumeration needs no other object.</summary>
internal sealed class DocumentsInMemory(ReadOnlyMemory<byte> utf8, MParticleReadLimits limits) : IEnumerable<MParticleDocument>, IEnumerator<MParticleDocument>
{
    private DocumentSplitter _splitter = new(limits, copy: false);
    private MParticleDocument? _current;
    private bool _isEnumerated;

    public MParticleDocument Current => _current!;

    object IEnumerator.Current => Current;

    public IEnumerator<MParticleDocument> GetEnumerator() =>
        Interlocked.Exchange(ref _isEnumerated, true) ? new DocumentsInMemory(utf8, _splitter.Limits) { _isEnumerated = true } : this;

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool MoveNext()
    {
        int taken;
        do
        {
            taken = _splitter.Take(utf8[(int)_splitter.Position..], final: true, out _current);
        }
        while (taken > 0 && _current is null);

        return _current is not null;
    }

    public void Reset() => throw new NotSupportedException();

    public void Dispose()
    {
    }
}
