using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>Context of the batch (mParticle JSON reference).</summary>
public sealed class MParticleContext : MParticleObject
{
    private static readonly Utf8Names _names = new(
        ("data_plan", Fields.DataPlan),
        ("location", Fields.Location));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public MParticleContext()
        : base(_names.Count)
    {
    }

    /// <summary>The data plan the batch was checked against (mParticle JSON reference).</summary>
    public MParticleDataPlan? DataPlan
    {
        get => GetChild<MParticleDataPlan>(Fields.DataPlan);
        init => Set(Fields.DataPlan, value);
    }

    /// <summary>Location of the batch; never forwarded (mParticle JSON reference).</summary>
    public MParticleLocation? Location
    {
        get => GetChild<MParticleLocation>(Fields.Location);
        init => Set(Fields.Location, value);
    }

    internal override Utf8Names FieldNames => _names;

    internal static class Fields
    {
        internal const int DataPlan = 0;
        internal const int Location = 1;
    }
}
