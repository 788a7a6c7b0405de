using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>A data plan (mParticle JSON reference).</summary>
public sealed class MParticleDataPlan : MParticleObject
{
    private static readonly Utf8Names _names = new(
        ("plan_id|dataplan_id", Fields.PlanId),
        ("plan_version|dataplan_version", Fields.PlanVersion));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public MParticleDataPlan()
        : base(_names.Count)
    {
    }

    /// <summary>Its id (mParticle JSON reference).</summary>
    public string? PlanId
    {
        get => this[Fields.PlanId].GetText();
        init => Set(Fields.PlanId, value);
    }

    /// <summary>Its version (mParticle JSON reference).</summary>
    public long? PlanVersion
    {
        get => this[Fields.PlanVersion].GetInt64();
        init => Set(Fields.PlanVersion, value);
    }

    internal override Utf8Names FieldNames => _names;

    internal static class Fields
    {
        internal const int PlanId = 0;
        internal const int PlanVersion = 1;
    }
}
