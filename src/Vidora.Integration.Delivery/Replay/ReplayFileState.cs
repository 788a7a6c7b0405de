namespace Vidora.Integration.Delivery;

/// <summary>Says how far an input was replayed.</summary>
public enum ReplayFileState
{
    /// <summary>To its end. The next run of the checkpoint skips it.</summary>
    Complete,

    /// <summary>The run was stopped before its end. The next run continues.</summary>
    Stopped,

    /// <summary>It cannot be opened, or not read to its end. The next run tries again.</summary>
    Unreadable,

    /// <summary>It differs from the file that the checkpoint knows, or it changed while it was read. It is not continued.</summary>
    Changed,

    /// <summary>It existed when this run or an earlier one began, and no longer exists.</summary>
    Vanished,

    /// <summary>It is not read: a verification file, a link, an empty or hidden file, or the checkpoint.</summary>
    LeftOut,
}
