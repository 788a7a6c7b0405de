using Vidora.Integration.Delivery.WriteBack.Exports;
using Vidora.Integration.Delivery.WriteBack.State;

namespace Vidora.Integration.Delivery.WriteBack.Importing;

/// <summary>A row and what is to become of it.</summary>
/// <param name="Row">The row.</param>
/// <param name="Result">What becomes of it when mParticle accepts it, if it is sent at all.</param>
/// <param name="Old">What was accepted for the user before, as the state file keeps it.</param>
/// <param name="New">The same after it is accepted; empty when it is not sent.</param>
internal readonly record struct PlannedRow(PredictionExportRow Row, PredictionRowResult Result, string? Old, string New)
{
    public bool IsToSend => Result is PredictionRowResult.Added or PredictionRowResult.Changed or PredictionRowResult.Resent;
}
