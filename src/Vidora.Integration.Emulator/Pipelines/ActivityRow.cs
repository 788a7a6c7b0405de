namespace Vidora.Integration.Emulator.Pipelines;

/// <summary>Holds the facts of one event that the scores use.</summary>
/// <param name="User">The number of the user.</param>
/// <param name="Type">The number of the type.</param>
/// <param name="Time">When it happened, in seconds since 1970.</param>
/// <param name="IsTarget">Whether it is the pipeline's target event.</param>
/// <param name="HasLabel">Whether the label attribute is there and neither false nor empty.</param>
/// <param name="Label">The number of the label attribute, or NaN.</param>
internal readonly record struct ActivityRow(int User, int Type, long Time, bool IsTarget, bool HasLabel, double Label);
