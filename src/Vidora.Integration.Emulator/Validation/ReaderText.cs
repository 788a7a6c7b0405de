using System.Text.Json;

namespace Vidora.Integration.Emulator.Validation;

/// <summary>Compares names and texts of untrusted JSON.</summary>
internal static class ReaderText
{
    /// <summary>
    /// Returns whether the current name or text is this one. Returns false for half of a surrogate pair, where the reader's
    /// own comparison throws.
    /// </summary>
    public static bool TextIs(this ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8)
    {
        if (!reader.ValueIsEscaped)
        {
            return reader.ValueSpan.SequenceEqual(utf8);
        }

        try
        {
            return reader.ValueTextEquals(utf8);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
