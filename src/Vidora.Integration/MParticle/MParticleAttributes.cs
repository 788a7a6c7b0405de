using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>
/// Holds values under names that the customer chose: user attributes, custom attributes, custom flags (mParticle JSON
/// reference). Decodes them on access. Of a name that comes twice in the document the last value counts; the mapper keeps both
/// and reports it.
/// </summary>
/// <example><code>UserAttributes = new() { ["plan"] = "gold", ["visits"] = 3 }</code></example>
public sealed class MParticleAttributes : IReadOnlyDictionary<string, VidoraValue>
{
    private readonly JsonSource? _source;
    private readonly JsonPosition _first;
    private readonly JsonPosition _second;
    private Dictionary<string, VidoraValue>? _decoded;

    /// <summary>Creates an empty set. Fill it through the indexer.</summary>
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
    public IEnumerable<VidoraValue> Values => Decoded.Values;

    private Dictionary<string, VidoraValue> Decoded => _decoded ??= Decode();

    /// <summary>Gets or sets the value of that name.</summary>
    /// <param name="key">The name, compared ordinally.</param>
    /// <exception cref="KeyNotFoundException">Throws when there is no such name.</exception>
    /// <exception cref="InvalidOperationException">Throws when you set a value of attributes that were read from a document.</exception>
    public VidoraValue this[string key]
    {
        get => Decoded[key];
        set
        {
            if (_source is not null)
            {
                throw new InvalidOperationException("Attributes that were read from a document are read-only. Use new MParticleAttributes to build others.");
            }

            Decoded[key] = value;
        }
    }

    /// <inheritdoc/>
    public bool ContainsKey(string key) => Decoded.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out VidoraValue value) => Decoded.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, VidoraValue>> GetEnumerator() => Decoded.GetEnumerator();

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

    private Dictionary<string, VidoraValue> Decode()
    {
        var decoded = new Dictionary<string, VidoraValue>(StringComparer.Ordinal);
        foreach (var position in (ReadOnlySpan<JsonPosition>)[_first, _second])
        {
            foreach (var member in _source!.At(position).Members)
            {
                decoded[JsonText.Decode(member.Name)] = VidoraValue.FromJson(member.Value.Raw);
            }
        }

        return decoded;
    }
}
