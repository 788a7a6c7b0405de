namespace Vidora.Integration.Delivery.WriteBack.State;

/// <summary>The export that was applied last.</summary>
/// <param name="Rows">How many rows it had.</param>
/// <param name="ExportedAt">When it was made.</param>
internal sealed record AppliedExport(long Rows, DateTimeOffset ExportedAt);
