namespace Vidora.Integration.Emulator.Storage;

/// <summary>What the store knows of one event beside its bytes: 48 bytes, no references.</summary>
internal struct EventEntry
{
    public int Block;
    public int Offset;
    public int Length;

    /// <summary>The number of the type, or -1 for none.</summary>
    public int Type;

    /// <summary>The number of the user, or -1 for none.</summary>
    public int User;

    public EventProblems Problems;

    /// <summary>The number of the same user's event before this one, or 0.</summary>
    public long PreviousOfUser;

    /// <summary>When it came, in milliseconds since 1970.</summary>
    public long ReceivedAt;

    public ulong EventIdHash;

    public readonly bool IsAccepted => (Problems & EventProblems.Errors) == 0;

    /// <summary>An erased event keeps its number, so that the numbers of the others do not change, and loses all else.</summary>
    public readonly bool IsErased => Length == 0;
}
