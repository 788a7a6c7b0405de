using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle.Json;

/// <summary>What the readers of both wire formats have in common.</summary>
internal static class JsonDocuments
{
    /// <summary>A reader that stands on the opening brace of the document.</summary>
    public static Utf8JsonReader Open(ReadOnlySpan<byte> document, MParticleReadLimits limits)
    {
        CheckSize(document.Length, limits);
        if (!Utf8.IsValid(document))
        {
            throw new MParticleFormatException($"this is not UTF-8 text{Where(IndexOfInvalidUtf8(document))}.");
        }

        var reader = new Utf8JsonReader(document, new JsonReaderOptions { MaxDepth = limits.MaxDepth });
        try
        {
            reader.Read();
        }
        catch (JsonException e)
        {
            throw Unreadable(e, limits);
        }

        return reader.TokenType == JsonTokenType.StartObject
            ? reader
            : throw new MParticleFormatException("this is JSON, but not an object.");
    }

    public static void CheckSize(long length, MParticleReadLimits limits)
    {
        if (length > limits.MaxDocumentBytes)
        {
            throw TooLarge(limits);
        }
    }

    public static MParticleFormatException TooLarge(MParticleReadLimits limits) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"the document is larger than the limit of {limits.MaxDocumentBytes:N0} bytes (MParticleReadLimits.MaxDocumentBytes)."));

    /// <summary>Sees to it that nothing follows the document.</summary>
    public static void Close(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
        }
    }

    public static MParticleFormatException Unreadable(JsonException e, MParticleReadLimits limits)
    {
        var line = e.LineNumber is > 0 and { } number ? string.Create(CultureInfo.InvariantCulture, $", line {number + 1} of the document") : "";
        return e.Message.Contains("maximum configured depth", StringComparison.Ordinal)
            ? new(string.Create(CultureInfo.InvariantCulture, $"objects and lists are nested deeper than {limits.MaxDepth} levels (MParticleReadLimits.MaxDepth)."))
            : new($"this is not valid JSON{Where(e.BytePositionInLine ?? 0)}{line}.");
    }

    public static T? ReadObject<T>(ref Utf8JsonReader reader, JsonSource source)
        where T : MParticleObject, new()
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        var model = new T();
        model.Attach(source);
        model.ReadFields(ref reader, origin: 0);
        return model;
    }

    /// <summary>Notes where the values of an event's fields begin, whatever its type is, and leaves the reader at the object's end.</summary>
    public static void ReadEventFields(ref Utf8JsonReader reader, scoped Span<JsonPosition> found)
    {
        var names = EventFieldNames.All;
        var last = names.Start;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = MParticleObject.FindField(ref reader, names, ref last);
            reader.Read();
            if (field >= 0)
            {
                found[field] = JsonPosition.Of(ref reader);
            }

            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                reader.Skip();
            }
        }
    }

    public static UnknownMParticleEvent Unknown(string? type, int start, JsonSource source, ReadOnlySpan<JsonPosition> found)
    {
        var unknown = new UnknownMParticleEvent(type, start);
        unknown.Take(source, found);
        return unknown;
    }

    private static string Where(long position) => string.Create(CultureInfo.InvariantCulture, $" at byte {position}");

    private static int IndexOfInvalidUtf8(ReadOnlySpan<byte> bytes)
    {
        var position = 0;
        while (position < bytes.Length
            && System.Text.Rune.DecodeFromUtf8(bytes[position..], out _, out var consumed) == System.Buffers.OperationStatus.Done)
        {
            position += consumed;
        }

        return position;
    }
}
