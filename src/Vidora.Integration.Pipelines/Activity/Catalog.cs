namespace Vidora.Integration.Pipelines.Activity;

/// <summary>Numbers the users, names and shapes of an activity store.</summary>
internal sealed class Catalog
{
    private readonly Dictionary<Shape, int> _shapeNumbers = [];
    private readonly List<Shape> _shapes = [];
    private readonly List<HashSet<string>> _fields = [];

    public NameTable Users { get; } = new();

    public NameTable Types { get; } = new();

    public NameTable Categories { get; } = new();

    public NameTable Platforms { get; } = new();

    /// <summary>Gets the texts of the values of watched attributes.</summary>
    public NameTable Values { get; } = new();

    /// <summary>Gets the names of user attributes seen.</summary>
    public SortedSet<string> Attributes { get; } = new(StringComparer.Ordinal);

    public IReadOnlyList<Shape> Shapes => _shapes;

    /// <summary>Gets the names of fields seen of a type; of rare fields of frequent types not all.</summary>
    public HashSet<string> FieldsOf(int type)
    {
        while (_fields.Count <= type)
        {
            _fields.Add(new HashSet<string>(StringComparer.Ordinal));
        }

        return _fields[type];
    }

    public int Add(in Shape shape)
    {
        if (!_shapeNumbers.TryGetValue(shape, out var number))
        {
            number = _shapes.Count;
            _shapeNumbers.Add(shape, number);
            _shapes.Add(shape);
        }

        return number;
    }

    public void Write(BinaryWriter writer)
    {
        foreach (var table in new[] { Users, Types, Categories, Platforms, Values })
        {
            table.Write(writer);
        }

        writer.Write(_shapes.Count);
        foreach (var shape in _shapes)
        {
            writer.Write(shape.Type);
            writer.Write(shape.Category);
            writer.Write(shape.Platform);
            writer.Write(shape.Conditions);
            writer.Write((int)shape.Flags);
        }

        Write(writer, Attributes);
        writer.Write(Types.Count);
        for (var type = 0; type < Types.Count; type++)
        {
            Write(writer, FieldsOf(type));
        }
    }

    public void Read(BinaryReader reader)
    {
        foreach (var table in new[] { Users, Types, Categories, Platforms, Values })
        {
            table.Read(reader);
        }

        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            Add(new Shape(reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadUInt32(), (ShapeFlags)reader.ReadInt32()));
        }

        Read(reader, Attributes);
        var types = reader.ReadInt32();
        for (var type = 0; type < types; type++)
        {
            Read(reader, FieldsOf(type));
        }
    }

    private static void Write(BinaryWriter writer, IReadOnlyCollection<string> names)
    {
        writer.Write(names.Count);
        foreach (var name in names)
        {
            writer.Write(name);
        }
    }

    private static void Read(BinaryReader reader, ISet<string> names)
    {
        for (var count = reader.ReadInt32(); count > 0; count--)
        {
            names.Add(reader.ReadString());
        }
    }
}
