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
        var reader = new Utf8JsonReader(document, new JsonReaderOptions { MaxDepth = limits.MaxDepth });
        try
        {
            reader.Read();
        }
        catch (JsonException e)
        {
            throw Unreadable(e, document, limits);
        }

        return reader.TokenType == JsonTokenType.StartObject
            ? reader
            : throw Unreadable(new MParticleFormatException("this is JSON, but not an object."), document, limits);
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

    /// <summary>Sees to it that the document is UTF-8 and that nothing follows it.</summary>
    public static void Close(ref Utf8JsonReader reader, ReadOnlySpan<byte> document)
    {
        ReadToEnd(ref reader);

        // The reader does not look inside of texts. It comes first, because it brings the document nearer to the processor.
        if (!Utf8.IsValid(document))
        {
            throw NotUtf8(document);
        }
    }

    public static void ReadToEnd(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
        }
    }

    /// <summary>What is wrong with a document, given what was found first.</summary>
    public static MParticleFormatException Unreadable(Exception e, ReadOnlySpan<byte> document, MParticleReadLimits limits)
    {
        if (!Utf8.IsValid(document))
        {
            return NotUtf8(document);
        }

        if (e is not JsonException json)
        {
            return (MParticleFormatException)e;
        }

        var line = json.LineNumber is > 0 and { } number ? string.Create(CultureInfo.InvariantCulture, $", line {number + 1} of the document") : "";
        return json.Message.Contains("maximum configured depth", StringComparison.Ordinal)
            ? new(string.Create(CultureInfo.InvariantCulture, $"objects and lists are nested deeper than {limits.MaxDepth} levels (MParticleReadLimits.MaxDepth)."))
            : new($"this is not valid JSON{Where(json.BytePositionInLine ?? 0)}{line}.");
    }

    /// <summary>Reads the object that the reader stands on into a new model; null when it is none.</summary>
    public static T? ReadObject<T>(ref Utf8JsonReader reader, JsonSource source, T model)
        where T : MParticleObject
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return null;
        }

        model.Attach(source);
        model.ReadFields(ref reader);
        return model;
    }

    /// <summary>Notes where the values of an event's fields are, whatever its type is, and leaves the reader at the object's end.</summary>
    public static void ReadEventFields(ref Utf8JsonReader reader, ref EventFields found)
    {
        var names = EventFieldNames.All;
        var last = names.Start;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = MParticleObject.FindField(ref reader, names, ref last);
            reader.Read();
            if (name >= 0)
            {
                found.Set(name, JsonPosition.Of(ref reader));
            }

            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                reader.Skip();
            }
        }
    }

    public static UnknownMParticleEvent Unknown(string? type, int start, JsonSource source, in EventFields found)
    {
        var unknown = new UnknownMParticleEvent(type, start);
        unknown.Take(source, found);
        return unknown;
    }

    private static MParticleFormatException NotUtf8(ReadOnlySpan<byte> document) => new($"this is not UTF-8 text{Where(IndexOfInvalidUtf8(document))}.");

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
