using Vidora.Integration.MParticle;

namespace Vidora.Integration.Mapping;

/// <summary>Copies fields of a model to the event: each under the name that is declared here, and only here.</summary>
internal sealed class FieldTable
{
    private readonly (int From, FieldKind Kind, FieldName To, string Path)[] _copies;

    /// <param name="path">Where the model is in the document, for issues; empty for the event itself.</param>
    /// <param name="copies">The fields, in the order in which they are written.</param>
    public FieldTable(string path, params ReadOnlySpan<(ModelField From, string To)> copies)
    {
        _copies = new (int, FieldKind, FieldName, string)[copies.Length];
        for (var i = 0; i < copies.Length; i++)
        {
            var (from, to) = copies[i];
            _copies[i] = (from.Index, from.Kind, to, path.Length == 0 ? from.WireName : $"{path}.{from.WireName}");
        }
    }

    public IEnumerable<FieldName> Names => _copies.Select(copy => copy.To);

    /// <summary>Copies those of the fields that the model has.</summary>
    public void Write(MParticleObject model, FieldWriter writer)
    {
        var positions = model.Positions;
        var json = model.Json;
        foreach (ref readonly var copy in _copies.AsSpan())
        {
            writer.Field(copy.To, copy.Kind, json, positions[copy.From], copy.Path);
        }
    }
}
