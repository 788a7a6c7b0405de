using System.Buffers;
using System.Globalization;
using System.Text;
using Vidora.Integration.Json;

namespace Vidora.Integration.Mapping.Explaining;

/// <summary>
/// Other values for the fields of a document. Each holds the field's number in digits that the document itself does not
/// have, so that one can see in the output which fields a value was made of, also when many are changed at once.
/// </summary>
internal sealed class Probes
{
    private const int NumberLength = 7;

    /// <summary>A time in milliseconds loses these on its way to seconds.</summary>
    private const string Fraction = "000";

    private readonly byte[] _sign;

    public Probes(ReadOnlySpan<byte> document)
    {
        // With a number behind it, it is an instant that the readers take.
        var sign = 7710;
        while (sign < 9999 && document.IndexOf(Sign(sign)) >= 0)
        {
            sign++;
        }

        _sign = Sign(sign);
    }

    /// <summary>Writes another value in place of a field's.</summary>
    /// <param name="output">Gets the JSON.</param>
    /// <param name="value">The field's value.</param>
    /// <param name="number">The field's number.</param>
    /// <param name="sameKind">Whether a boolean stays one, which cannot hold a number.</param>
    public void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> value, int number, bool sameKind)
    {
        var token = new JsonToken(value);
        var digits = Encoding.UTF8.GetString(_sign) + number.ToString("D7", CultureInfo.InvariantCulture);
        var probe = token.Shape switch
        {
            JsonTokenShape.Number => digits + Fraction,
            JsonTokenShape.Text when token.IsNumber => $"\"{digits}{Fraction}\"",
            JsonTokenShape.Text or JsonTokenShape.Boolean when sameKind && token.GetBoolean() is { } boolean =>
                token.Shape == JsonTokenShape.Text ? $"\"{Word(!boolean)}\"" : Word(!boolean),
            JsonTokenShape.List => $"[\"x{digits}\"]",
            JsonTokenShape.Map => $"{{\"x{digits}\":\"x{digits}\"}}",
            _ => $"\"x{digits}\"",
        };
        output.Write(Encoding.UTF8.GetBytes(probe));
    }

    /// <summary>The numbers of the fields whose probes are in a piece of output.</summary>
    public List<int> FindIn(ReadOnlySpan<byte> output)
    {
        var numbers = new List<int>();
        for (var at = output.IndexOf(_sign); at >= 0; at = output.IndexOf(_sign))
        {
            output = output[(at + _sign.Length)..];
            if (output.Length >= NumberLength && int.TryParse(output[..NumberLength], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                numbers.Add(number);
            }
        }

        return numbers;
    }

    private static byte[] Sign(int sign) => Encoding.UTF8.GetBytes(sign.ToString(CultureInfo.InvariantCulture));

    private static string Word(bool boolean) => boolean ? "true" : "false";
}
