using Vidora.Integration.Json;
using Vidora.Integration.MParticle;

namespace Vidora.Integration.Mapping;

/// <summary>A field of a model that becomes a field of the event as it is.</summary>
/// <param name="From">The field of the model.</param>
/// <param name="To">The name in the event.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Path">Where it is in the document, for issues.</param>
internal sealed record FieldCopy(int From, FieldName To, FieldKind Kind, string Path)
{
    /// <summary>Copies those of the fields that the model has.</summary>
    public static void All(ReadOnlySpan<FieldCopy> copies, MParticleObject model, FieldWriter writer)
    {
        if (model.Source is not { } source)
        {
            return;
        }

        var positions = model.Positions;
        var json = source.Span;
        foreach (var copy in copies)
        {
            var position = positions[copy.From];
            if (position.IsAbsent)
            {
                continue;
            }

            var value = JsonToken.At(json, position);
            switch (copy.Kind)
            {
                case FieldKind.Text:
                    writer.Text(copy.To, value, copy.Path);
                    break;
                case FieldKind.Number:
                    writer.Number(copy.To, value, copy.Path);
                    break;
                default:
                    writer.Boolean(copy.To, value, copy.Path);
                    break;
            }
        }
    }
}
