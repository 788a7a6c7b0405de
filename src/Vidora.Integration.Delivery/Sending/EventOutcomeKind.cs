namespace Vidora.Integration.Delivery;

/// <summary>The ways in which an attempt can end for an event. The set is closed: what is not known is a retry.</summary>
public enum EventOutcomeKind
{
    /// <summary>Vidora accepted it.</summary>
    Delivered,

    /// <summary>It is to be sent again at a later time.</summary>
    Retry,

    /// <summary>It will not be sent again unless a person says so.</summary>
    Dead,

    /// <summary>The account's set-up is wrong, or the event was held back meanwhile: it stays as it is, and no attempt counts.</summary>
    Paused,

    /// <summary>Its user is forgotten: it was not sent, and nothing is kept of it.</summary>
    Forgotten,
}
