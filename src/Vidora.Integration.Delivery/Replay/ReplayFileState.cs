namespace Vidora.Integration.Delivery;

/// <summary>How far an input was replayed.</summary>
public enum ReplayFileState
{
    /// <summary>To its end. The next run of the checkpoint passes over it.</summary>
    Complete,

    /// <summary>Not to its end, because the run was stopped. The next run goes on.</summary>
    Stopped,

    /// <summary>It could not be opened, or not be read to its end: damaged, no permission, a failing disk. The next run tries again.</summary>
    Unreadable,

    /// <summary>It is not the file that the checkpoint knows, or it changed while it was read. It is not gone on with.</summary>
    Changed,

    /// <summary>It was there when the run or an earlier one began, and is not any more.</summary>
    Vanished,

    /// <summary>It is not read: a verification file, a link, an empty or hidden file, the checkpoint.</summary>
    LeftOut,
}
