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
        var positions = model.Positions;
        var json = model.Json;
        foreach (var copy in copies)
        {
            writer.Field(copy.To, copy.Kind, json, positions[copy.From], copy.Path);
        }
    }
}
