namespace Vidora.Integration.Emulator;

/// <summary>A rule of the script and how far it has come.</summary>
/// <param name="Rule">The rule as it was added.</param>
/// <param name="Matched">How many requests have matched it.</param>
/// <param name="Left">How many answers it still holds, each counted <see cref="TroubleAnswer.Times"/> times; <see cref="int.MaxValue"/> stands for more.</param>
public sealed record TroubleState(TroubleRule Rule, int Matched, int Left);
