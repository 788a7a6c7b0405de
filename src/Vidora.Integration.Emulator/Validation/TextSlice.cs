namespace Vidora.Integration.Emulator.Validation;

/// <summary>Where the inside of a JSON string lies in a request body.</summary>
internal readonly record struct TextSlice(int Start, int Length, bool IsEscaped);
