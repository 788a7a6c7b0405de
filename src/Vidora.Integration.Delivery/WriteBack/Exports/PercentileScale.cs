namespace Vidora.Integration.Delivery;

/// <summary>How an export writes percentiles; mParticle gets 0 to 1 either way.</summary>
public enum PercentileScale
{
    /// <summary>0 to 1, the scale of mParticle's samples.</summary>
    ZeroToOne,

    /// <summary>0 to 100; values are divided by 100.</summary>
    ZeroToHundred,
}
