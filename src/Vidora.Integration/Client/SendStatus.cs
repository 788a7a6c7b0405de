namespace Vidora.Integration;

/// <summary>Says what became of an event, or of a user's batch, that was sent.</summary>
/// <remarks>Vidora and mParticle's feeds answer with the first four. The queue of Vidora.Integration.Delivery adds the last two.</remarks>
public enum SendStatus
{
    /// <summary>The service took it.</summary>
    Accepted,

    /// <summary>The attempt failed and may succeed later. Unknown answers and failures count as this.</summary>
    Retry,

    /// <summary>
    /// The content was refused, or is too large. Sending it again does not help. A smaller part of the request may be accepted.
    /// </summary>
    Rejected,

    /// <summary>Key, secret, address or certificate is wrong. Nothing is accepted until the setup is corrected.</summary>
    AccountFault,

    /// <summary>The event becomes a dead letter: it was rejected alone, or its attempts and its age are exhausted.</summary>
    Dead,

    /// <summary>The event stays in the queue and no attempt is counted, because the account is paused or backs off.</summary>
    Waiting,
}
