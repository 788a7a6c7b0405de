namespace Vidora.Integration.Delivery;

/// <summary>What became of a row. A closed set of our own.</summary>
public enum PredictionRowResult
{
    /// <summary>Written; nothing had been accepted for the user before.</summary>
    Added,

    /// <summary>Written; a value differs from the one accepted last.</summary>
    Changed,

    /// <summary>Written although no value differs, because everything was asked for.</summary>
    Resent,

    /// <summary>Not written: the values are those accepted last.</summary>
    Unchanged,

    /// <summary>Not written: the row is wrong.</summary>
    Bad,

    /// <summary>mParticle refused it.</summary>
    Rejected,

    /// <summary>Not written: the user is known as erased.</summary>
    Suppressed,
}
