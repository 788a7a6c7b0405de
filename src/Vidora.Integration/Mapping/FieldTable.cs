using Vidora.Integration.Json;
using Vidora.Integration.MParticle;

namespace Vidora.Integration.Mapping;

/// <summary>Copies fields of a model to the event: each under the name that is declared here, and only here.</summary>
internal sealed class FieldTable
{
    private readonly Copy[] _copies;

    /// <param name="path">Where the model is in the document, for issues; empty for the event itself.</param>
    /// <param name="copies">The fields, in the order in which they are written.</param>
    public FieldTable(string path, params (ModelField From, string To)[] copies) =>
        _copies = Array.ConvertAll(copies, copy => new Copy
        {
            From = copy.From.Index,
            Kind = copy.From.Kind,
            Words = copy.From.Words,
            IsFreeText = copy.From.IsFreeText,
            To = copy.To,
            Path = path.Length == 0 ? copy.From.WireName : $"{path}.{copy.From.WireName}",
        });

    public IEnumerable<FieldName> Names => Array.ConvertAll(_copies, copy => copy.To);

    /// <summary>Copies those of the fields that the model has.</summary>
    public void Write(MParticleObject model, FieldWriter writer)
    {
        var positions = model.Positions;
        var json = model.Json;
        foreach (ref readonly var copy in _copies.AsSpan())
        {
            var position = positions[copy.From];
            if (position.IsAbsent)
            {
                continue;
            }

            if (copy.Words is { } words)
            {
                writer.Word(copy.To, words.Find(JsonToken.At(json, position)), position);
            }
            else if (!copy.IsFreeText || !writer.RejectIfPersonal(json, position, copy.Path))
            {
                writer.Field(copy.To, copy.Kind, json, position, copy.Path);
            }
        }
    }

    private readonly struct Copy
    {
        public required int From { get; init; }

        public required FieldKind Kind { get; init; }

        public required Vocabulary? Words { get; init; }

        public required bool IsFreeText { get; init; }

        public required FieldName To { get; init; }

        public required string Path { get; init; }
    }
}
