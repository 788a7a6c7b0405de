using Vidora.Integration.Json;
using Vidora.Integration.MParticle;

namespace Vidora.Integration.Mapping;

/// <summary>Copies fields of a model to the event: each under the name that is declared here, and only here.</summary>
internal sealed class FieldTable
{
    private readonly (int From, FieldKind Kind, Vocabulary? Words, bool IsFreeText, FieldName To, string Path)[] _copies;

    /// <param name="path">Where the model is in the document, for issues; empty for the event itself.</param>
    /// <param name="copies">The fields, in the order in which they are written.</param>
    public FieldTable(string path, params (ModelField From, string To)[] copies) =>
        _copies =
        [
            .. copies.Select(copy => (
                copy.From.Index, copy.From.Kind, copy.From.Words, copy.From.IsFreeText, (FieldName)copy.To, path.Length == 0 ? copy.From.WireName : $"{path}.{copy.From.WireName}")),
        ];

    public IEnumerable<FieldName> Names => _copies.Select(copy => copy.To);

    /// <summary>Copies those of the fields that the model has.</summary>
    public void Write(MParticleObject model, FieldWriter writer)
    {
        var positions = model.Positions;
        var json = model.Json;
        foreach (ref readonly var copy in _copies.AsSpan())
        {
            var position = positions[copy.From];
            if (copy.Words is { } words)
            {
                writer.Word(copy.To, position.IsAbsent ? null : words.Find(JsonToken.At(json, position)), position);
            }
            else if (!copy.IsFreeText || !writer.RejectIfPersonal(json, position, copy.Path))
            {
                writer.Field(copy.To, copy.Kind, json, position, copy.Path);
            }
        }
    }
}
