namespace Vidora.Integration.Delivery;

/// <summary>Says why nothing was accepted. The caller keeps its events and tries again later, except after <see cref="TooLarge"/>.</summary>
public enum AcceptRefusal
{
    /// <summary>Nothing was refused.</summary>
    None,

    /// <summary>The queue has reached <see cref="DeliveryLimits.MaxEvents"/> or <see cref="DeliveryLimits.MaxBytes"/>, or the disk has no room for more.</summary>
    Full,

    /// <summary>The host is stopping.</summary>
    Stopping,

    /// <summary>The queue file cannot be written: the disk is full or fails, or the file is damaged. The log says which.</summary>
    Unavailable,

    /// <summary>The documents of one call become more than 128 MiB of events. Send them in several calls.</summary>
    TooLarge,
}
