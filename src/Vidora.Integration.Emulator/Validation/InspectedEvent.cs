namespace Vidora.Integration.Emulator.Validation;

/// <summary>Describes one element of <c>data</c>: its place in the body, its key fields and its problems.</summary>
internal struct InspectedEvent
{
    public int Start;
    public int Length;
    public TextSlice UserId;
    public TextSlice Type;

    /// <summary>The hash of the event id, 0 without one.</summary>
    public ulong EventIdHash;

    /// <summary>The problems; the store adds the duplicate.</summary>
    public EventProblems Problems;

    public readonly bool IsAccepted => (Problems & EventProblems.Errors) == 0;
}
