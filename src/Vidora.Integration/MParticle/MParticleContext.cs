using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>Describes the context of a batch (mParticle JSON reference).</summary>
internal sealed partial class MParticleContext : MParticleObject
{
    [Field("data_plan")]
    public partial JsonToken DataPlan { get; }

    [Field("location", Personal = true)]
    public partial MParticleLocation? Location { get; }
}
