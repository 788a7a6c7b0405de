using System.Collections;
using System.Text;
using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>Lists the fields of a model by their indexes.</summary>
internal sealed class ModelFields(ModelField[] fields) : IReadOnlyList<ModelField>
{
    private int[]? _byEventName;

    public Utf8Names Names { get; } = new([.. fields.Select(field => field.Names)]);

    public int Count => fields.Length;

    /// <summary>Gets the field of each name in <see cref="EventNames.All"/>; -1 where the model has none.</summary>
    public int[] ByEventName => _byEventName ??= EventNames.Map(Names);

    public ModelField this[int index] => fields[index];

    /// <summary>Returns the field of that name; null when the model has none.</summary>
    public ModelField? Find(string wireName) => Names.Find(Encoding.UTF8.GetBytes(wireName)) is >= 0 and var index ? fields[index] : null;

    public IEnumerator<ModelField> GetEnumerator() => ((IEnumerable<ModelField>)fields).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
