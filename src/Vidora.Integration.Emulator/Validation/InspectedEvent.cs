namespace Vidora.Integration.Emulator.Validation;

/// <summary>One element of <c>data</c>: where it lies in the body, what the store needs of it, and what is wrong with it.</summary>
internal struct InspectedEvent
{
    public int Start;
    public int Length;
    public TextSlice UserId;
    public TextSlice Type;

    /// <summary>The hash of the event id, or 0 when there is none.</summary>
    public ulong EventIdHash;

    /// <summary>All but the duplicate, which only the store can know.</summary>
    public EventProblems Problems;
}
