using System.Text;
using System.Text.Json;

namespace Vidora.Integration.Emulator.Validation;

/// <summary>Locates the inside of a JSON string in a request body.</summary>
internal readonly record struct TextSlice(int Start, int Length, bool IsEscaped)
{
    /// <summary>Returns the text as UTF-8. Half of a surrogate pair has no UTF-8, so its escape stays as it was sent.</summary>
    public ReadOnlySpan<byte> Utf8(ReadOnlySpan<byte> body)
    {
        var text = body.Slice(Start, Length);
        if (!IsEscaped)
        {
            return text;
        }

        try
        {
            var reader = new Utf8JsonReader(body.Slice(Start - 1, Length + 2));
            reader.Read();
            return Encoding.UTF8.GetBytes(reader.GetString()!);
        }
        catch (InvalidOperationException)
        {
            return text;
        }
    }
}
