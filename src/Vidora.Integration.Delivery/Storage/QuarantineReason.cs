namespace Vidora.Integration.Delivery;

/// <summary>Says why received bytes are in the quarantine and not in the queue.</summary>
public enum QuarantineReason
{
    /// <summary>They cannot be read.</summary>
    Unreadable,

    /// <summary>They have no MPID, so their user is unknown.</summary>
    MissingMpid,

    /// <summary>Their MPID is not a whole 64-bit number, so their user is unknown.</summary>
    InvalidMpid,
}
