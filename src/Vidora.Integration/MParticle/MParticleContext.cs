namespace Vidora.Integration.MParticle;

/// <summary>Context of the batch (mParticle JSON reference).</summary>
public sealed partial class MParticleContext : MParticleObject
{
    /// <summary>The data plan the batch was checked against (mParticle JSON reference).</summary>
    [Field("data_plan")]
    public partial MParticleDataPlan? DataPlan { get; init; }

    /// <summary>Location of the batch; never forwarded (mParticle JSON reference).</summary>
    [Field("location", Personal = true)]
    public partial MParticleLocation? Location { get; init; }
}
