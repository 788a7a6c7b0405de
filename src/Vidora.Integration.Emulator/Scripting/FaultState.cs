namespace Vidora.Integration.Emulator.Scripting;

/// <summary>Describes the progress of a rule.</summary>
/// <param name="Rule">The rule as it was added.</param>
/// <param name="Matched">The number of requests that matched.</param>
/// <param name="Left">The number of answers left; <see cref="int.MaxValue"/> stands for more.</param>
internal sealed record FaultState(FaultRule Rule, int Matched, int Left);
