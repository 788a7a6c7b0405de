using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>
/// Named values that the customer chose: user attributes, custom attributes, custom flags (mParticle JSON reference).
/// Kept as JSON and decoded when asked. Of a name that comes twice in the document the last value counts here; the
/// mapper keeps both and reports it.
/// </summary>
/// <example><code>UserAttributes = new() { ["plan"] = "gold", ["visits"] = 3 }</code></example>
public sealed class MParticleAttributes : IReadOnlyDictionary<string, MParticleValue>
{
    private readonly JsonSource? _source;
    private readonly JsonPosition _first;
    private readonly JsonPosition _second;
    private Dictionary<string, MParticleValue>? _decoded;

    /// <summary>Starts an empty set, to be filled through the indexer.</summary>
    public MParticleAttributes() => _decoded = new(StringComparer.Ordinal);

    internal MParticleAttributes(JsonSource source, JsonPosition first, JsonPosition second)
    {
        _source = source;
        _first = first;
        _second = second;
    }

    /// <inheritdoc/>
    public int Count => Decoded.Count;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => Decoded.Keys;

    /// <inheritdoc/>
    public IEnumerable<MParticleValue> Values => Decoded.Values;

    private Dictionary<string, MParticleValue> Decoded => _decoded ??= Decode();

    /// <summary>The value of that name. Setting is for models that are built by hand.</summary>
    /// <param name="key">The name, compared ordinally.</param>
    /// <exception cref="KeyNotFoundException">There is no such name.</exception>
    /// <exception cref="InvalidOperationException">The attributes were read from a document and are read-only.</exception>
    public MParticleValue this[string key]
    {
        get => Decoded[key];
        set
        {
            if (_source is not null)
            {
                throw new InvalidOperationException("Attributes that were read from a document are read-only.");
            }

            Decoded[key] = value;
        }
    }

    /// <inheritdoc/>
    public bool ContainsKey(string key) => Decoded.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out MParticleValue value) => Decoded.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, MParticleValue>> GetEnumerator() => Decoded.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void AppendJson(Utf8Buffer output)
    {
        output.Append((byte)'{');
        var first = true;
        foreach (var (name, value) in Decoded)
        {
            if (!first)
            {
                output.Append((byte)',');
            }

            JsonText.AppendString(output, name);
            output.Append((byte)':');
            JsonText.AppendUtf16(output, value.Json);
            first = false;
        }

        output.Append((byte)'}');
    }

    private Dictionary<string, MParticleValue> Decode()
    {
        var decoded = new Dictionary<string, MParticleValue>(StringComparer.Ordinal);
        foreach (var position in (ReadOnlySpan<JsonPosition>)[_first, _second])
        {
            foreach (var member in _source!.At(position).Members)
            {
                decoded[JsonText.Decode(member.Name)] = MParticleValue.FromJson(member.Value.Raw);
            }
        }

        return decoded;
    }
}
