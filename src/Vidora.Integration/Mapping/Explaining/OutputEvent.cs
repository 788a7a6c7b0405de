using System.Text.Json;
using Vidora.Integration.Json;

namespace Vidora.Integration.Mapping.Explaining;

/// <summary>A Vidora event taken apart into its fields.</summary>
internal sealed class OutputEvent
{
    private readonly List<(string Name, int Start, int End)> _fields = [];
    private Dictionary<string, int>? _numbers;

    public OutputEvent(ReadOnlyMemory<byte> json)
    {
        Json = json;
        var reader = new Utf8JsonReader(json.Span);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Decode(reader.ValueSpan);
            reader.Read();
            _fields.Add((name, (int)reader.TokenStartIndex, (int)reader.BytesConsumed));
        }
    }

    public ReadOnlyMemory<byte> Json { get; }

    public int Count => _fields.Count;

    public string NameOf(int field) => _fields[field].Name;

    public ReadOnlySpan<byte> ValueOf(int field) => Json.Span[_fields[field].Start.._fields[field].End];

    /// <summary>The number of the field of that name, -1 when there is none.</summary>
    /// <param name="name">The name.</param>
    /// <param name="guess">Where it most likely is.</param>
    public int Find(string name, int guess)
    {
        if (guess < _fields.Count && _fields[guess].Name == name)
        {
            return guess;
        }

        if (_numbers is null)
        {
            _numbers = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var i = 0; i < _fields.Count; i++)
            {
                _numbers[_fields[i].Name] = i;
            }
        }

        return _numbers.GetValueOrDefault(name, -1);
    }
}
