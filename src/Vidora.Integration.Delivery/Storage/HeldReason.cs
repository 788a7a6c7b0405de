namespace Vidora.Integration.Delivery;

/// <summary>Says why a person must act on a data subject request.</summary>
public enum HeldReason
{
    /// <summary>The erasure names no MPID, so the library cannot find the user.</summary>
    ErasureWithoutMpid,

    /// <summary>The request is not an erasure, such as a request of access.</summary>
    NotAnErasure,
}
