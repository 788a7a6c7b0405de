namespace Vidora.Integration.MParticle;

/// <summary>A data plan (mParticle JSON reference).</summary>
public sealed partial class MParticleDataPlan : MParticleObject
{
    /// <summary>Its id (mParticle JSON reference).</summary>
    [Field("plan_id|dataplan_id")]
    public partial string? PlanId { get; init; }

    /// <summary>Its version (mParticle JSON reference).</summary>
    [Field("plan_version|dataplan_version")]
    public partial long? PlanVersion { get; init; }
}
