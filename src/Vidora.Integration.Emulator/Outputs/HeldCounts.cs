namespace Vidora.Integration.Emulator.Outputs;

/// <summary>Holds how the events that Vidora has agree with those that it must have.</summary>
/// <param name="Expected">The events that it must have.</param>
/// <param name="Held">Those of them that it has.</param>
/// <param name="Repeated">How often one came again.</param>
/// <param name="Unexpected">The events that came under another id.</param>
/// <param name="Unerased">The events of erased users that it still has.</param>
internal sealed record HeldCounts(long Expected, long Held, long Repeated, long Unexpected, long Unerased)
{
    /// <summary>Gets whether nothing is missing and nothing must still go.</summary>
    public bool IsSettled => Held == Expected && Unerased == 0;
}
