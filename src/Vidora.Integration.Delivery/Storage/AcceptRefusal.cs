namespace Vidora.Integration.Delivery;

/// <summary>Why nothing was accepted. The caller keeps its events and comes back later.</summary>
public enum AcceptRefusal
{
    /// <summary>Not refused.</summary>
    None,

    /// <summary>The queue has reached <see cref="DeliveryLimits.MaxEvents"/> or <see cref="DeliveryLimits.MaxBytes"/>.</summary>
    Full,

    /// <summary>The host is stopping.</summary>
    Stopping,

    /// <summary>The queue cannot be written: the disk is full or failing, or the file is damaged. The log says which.</summary>
    Unavailable,
}
