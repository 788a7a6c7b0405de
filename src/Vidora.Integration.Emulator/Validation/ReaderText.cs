using System.Text.Json;

namespace Vidora.Integration.Emulator.Validation;

/// <summary>Compares the names and texts of JSON that anyone may have sent.</summary>
internal static class ReaderText
{
    /// <summary>
    /// Whether the name or text that the reader stands on is this one. Half of a surrogate pair in it makes it no text, so
    /// it never is; the reader's own comparison throws then.
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
