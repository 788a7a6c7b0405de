using System.Buffers;
using System.Runtime.CompilerServices;

namespace Vidora.Integration.Emulator.Validation;

/// <summary>
/// Counts the events of a body by their quotes and brackets. Inspects the first and every thousandth.
/// </summary>
internal static class EventCounter
{
    private const int Every = 1000;

    private static readonly SearchValues<byte> _structure = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> _insideText = SearchValues.Create("\"\\"u8);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool TryCount(ReadOnlySpan<byte> body, List<InspectedEvent> inspected, out int count, out string? error)
    {
        count = 0;
        error = null;
        var data = body.IndexOf("\"data\""u8);
        var position = data < 0 ? -1 : data + 6 + body[(data + 6)..].IndexOf((byte)'[') + 1;
        if (data < 0 || position == data + 6 || !body[..data].Trim(" \t\r\n"u8).SequenceEqual("{"u8))
        {
            error = "The body must be a JSON object {\"data\":[ event, … ]}.";
            return false;
        }

        var depth = 0;
        var start = 0;
        while (body[position..].IndexOfAny(_structure) is var next and >= 0)
        {
            position += next;
            switch (body[position++])
            {
                case (byte)'"':
                    position = AfterText(body, position);
                    break;
                case (byte)'{' or (byte)'[':
                    start = depth++ == 0 ? position - 1 : start;
                    break;
                default:
                    if (--depth < 0)
                    {
                        return true;
                    }

                    if (depth == 0 && count++ % Every == 0)
                    {
                        if (!TryInspect(body, start, position, inspected))
                        {
                            error = "An event in \"data\" is not JSON.";
                            return false;
                        }
                    }

                    break;
            }
        }

        error = "The body ends within \"data\".";
        return false;
    }

    private static int AfterText(ReadOnlySpan<byte> body, int position)
    {
        while (body[position..].IndexOfAny(_insideText) is var next and >= 0)
        {
            position += next + 1;
            if (body[position - 1] == (byte)'"')
            {
                return position;
            }

            position = Math.Min(position + 1, body.Length);
        }

        return body.Length;
    }

    private static bool TryInspect(ReadOnlySpan<byte> body, int start, int end, List<InspectedEvent> inspected)
    {
        try
        {
            var found = EventInspector.InspectOne(body[start..end]);
            found.Start = start;
            found.UserId = Shift(found.UserId, start);
            found.Type = Shift(found.Type, start);
            inspected.Add(found);
            return true;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }

    private static TextSlice Shift(TextSlice slice, int by) =>
        slice.Length == 0 ? slice : slice with { Start = slice.Start + by };
}
