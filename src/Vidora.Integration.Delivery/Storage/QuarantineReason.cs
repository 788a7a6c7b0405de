namespace Vidora.Integration.Delivery;

/// <summary>Why something that was received is in the quarantine and not in the queue.</summary>
public enum QuarantineReason
{
    /// <summary>It could not be read.</summary>
    Unreadable,

    /// <summary>It has no MPID, so nobody can say whose events they are.</summary>
    MissingMpid,
}
