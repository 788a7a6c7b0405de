namespace Vidora.Integration.Pipelines.Activity;

/// <summary>Numbers names in the order in which they come.</summary>
internal sealed class NameTable
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly List<string> _names = [];

    public NameTable() => _lookup = _numbers.GetAlternateLookup<ReadOnlySpan<char>>();

    public int Count => _names.Count;

    public string this[int number] => _names[number];

    public IReadOnlyList<string> Names => _names;

    public int Add(ReadOnlySpan<char> name)
    {
        if (_lookup.TryGetValue(name, out var number))
        {
            return number;
        }

        var text = name.ToString();
        _numbers.Add(text, _names.Count);
        _names.Add(text);
        return _names.Count - 1;
    }

    public int Find(string name) => _numbers.GetValueOrDefault(name, -1);

    /// <summary>Forgets a name. Its number stays taken.</summary>
    public void Erase(int number)
    {
        _numbers.Remove(_names[number]);
        _names[number] = "";
    }

    public void Write(BinaryWriter writer)
    {
        writer.Write(_names.Count);
        foreach (var name in _names)
        {
            writer.Write(name);
        }
    }

    public void Read(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        for (var i = 0; i < count; i++)
        {
            var name = reader.ReadString();
            _names.Add(name);
            if (name.Length > 0)
            {
                _numbers[name] = i;
            }
        }
    }
}
