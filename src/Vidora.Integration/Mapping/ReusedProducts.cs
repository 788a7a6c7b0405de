using Vidora.Integration.Json;
using Vidora.Integration.MParticle;

namespace Vidora.Integration.Mapping;

/// <summary>Holds the products of an event in models that are reused, so that products cost no memory and are read once.</summary>
internal sealed class ReusedProducts
{
    private readonly List<MParticleProduct> _products = [];

    public int Count { get; private set; }

    public MParticleProduct this[int index] => _products[index];

    /// <summary>Removes the products. Their models stay.</summary>
    public void Clear() => Count = 0;

    /// <summary>Adds the product that the cursor stands on.</summary>
    public void Add(JsonSource source, ref JsonCursor cursor)
    {
        if (Count == _products.Count)
        {
            _products.Add(new MParticleProduct());
        }

        var product = _products[Count++];
        product.Reattach(source);
        product.ReadFields(ref cursor);
    }
}
