using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle.Json;

/// <summary>Helps the readers of both wire formats.</summary>
internal static class JsonDocuments
{
    /// <summary>Says that a document is in another encoding.</summary>
    public const string Utf16 = "this is UTF-16 text, and mParticle writes UTF-8. Convert it first, for example with iconv -f UTF-16 -t UTF-8.";

    private const int LargestSpareList = 256;

    /// <summary>The list that collects the events of this thread's next batch.</summary>
    [ThreadStatic]
    private static List<MParticleEvent>? _spareList;

    /// <summary>Returns a cursor on the opening brace of the document.</summary>
    public static JsonCursor Open(ReadOnlySpan<byte> document, MParticleReadLimits limits)
    {
        CheckSize(document.Length, limits);
        var cursor = JsonCursor.Open(document, limits.MaxDepth);
        return cursor.IsObject ? cursor : throw NotAnObject(document, limits);
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

    public static void ReadToEnd(ref Utf8JsonReader reader)
    {
        while (reader.Read())
        {
        }
    }

    /// <summary>Returns the error of a document, given the first exception.</summary>
    public static MParticleFormatException Unreadable(Exception e, ReadOnlySpan<byte> document, MParticleReadLimits limits)
    {
        if (Envelopes.IsUtf16(document))
        {
            return new(Utf16);
        }

        if (!Utf8.IsValid(document))
        {
            return NotUtf8(document);
        }

        if (e is not JsonException)
        {
            return Envelopes.Find(document) is { } envelope
                ? new($"this is {envelope}. Unpack it, and pass the batch.")
                : (MParticleFormatException)e;
        }

        // The cursor only knows that the document is invalid; the framework's reader finds the reason and the place.
        var reader = new Utf8JsonReader(document, new JsonReaderOptions { MaxDepth = limits.MaxDepth });
        try
        {
            ReadToEnd(ref reader);
            return Invalid(document.Length, 0);
        }
        catch (JsonException json)
        {
            return json.Message.Contains("maximum configured depth", StringComparison.Ordinal)
                ? new(string.Create(CultureInfo.InvariantCulture, $"objects and lists are nested deeper than {limits.MaxDepth} levels (MParticleReadLimits.MaxDepth)."))
                : Invalid(json.BytePositionInLine ?? 0, json.LineNumber ?? 0);
        }
    }

    /// <summary>Reads the value under the cursor into a model; null when it is no object.</summary>
    public static T? ReadObject<T>(ref JsonCursor cursor, JsonSource source, T model)
        where T : MParticleObject
    {
        if (!cursor.IsObject)
        {
            cursor.TakeValue();
            return null;
        }

        model.Attach(source);
        model.ReadFields(ref cursor);
        return model;
    }

    /// <summary>Reads the list of events under the cursor; null when the value is absent.</summary>
    /// <exception cref="MParticleFormatException">Throws when it is no list.</exception>
    public static MParticleEvent[]? ReadEvents(ref JsonCursor cursor, JsonSource source, EventReader read)
    {
        if (!cursor.IsList)
        {
            return cursor.TakeValue().IsAbsent ? null : throw new MParticleFormatException("\"events\" is not a list.");
        }

        var events = _spareList ?? [];
        _spareList = null;
        var found = new EventFields();
        for (var more = cursor.EnterList(); more; more = cursor.NextItem())
        {
            found.Clear();
            events.Add(read(ref cursor, source, ref found));
        }

        var all = events.ToArray();
        events.Clear();
        _spareList = events.Capacity <= LargestSpareList ? events : null;
        return all;
    }

    /// <summary>Collects the positions of an event's fields, for any type of event.</summary>
    public static void ReadEventFields(ref JsonCursor cursor, ref EventFields found)
    {
        var names = EventNames.All;
        var last = names.Start;

        // A local cursor stays in registers.
        var own = cursor;
        for (var more = own.EnterObject(); more; more = own.NextMember())
        {
            var name = own.TakeName(names, ref last);
            var position = own.TakeValue();
            if (name >= 0)
            {
                found.Set(name, position);
            }
        }

        cursor = own;
    }

    public static UnknownMParticleEvent Unknown(string? type, int start, JsonSource source, in EventFields found)
    {
        var unknown = new UnknownMParticleEvent(type, start);
        unknown.Take(source, found);
        return unknown;
    }

    private static MParticleFormatException NotAnObject(ReadOnlySpan<byte> document, MParticleReadLimits limits)
    {
        var reader = new Utf8JsonReader(document, new JsonReaderOptions { MaxDepth = limits.MaxDepth });
        try
        {
            reader.Read();
            return Unreadable(new MParticleFormatException("this is JSON, but not an object."), document, limits);
        }
        catch (JsonException e)
        {
            return Unreadable(e, document, limits);
        }
    }

    private static MParticleFormatException Invalid(long position, long line) => new(line > 0
        ? string.Create(CultureInfo.InvariantCulture, $"this is not valid JSON{Where(position)}, line {line + 1} of the document.")
        : $"this is not valid JSON{Where(position)}.");

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

/// <summary>Reads the event under the cursor of a wire format.</summary>
/// <param name="cursor">On the event, and behind it afterwards.</param>
/// <param name="source">The document.</param>
/// <param name="found">Empty; gets the positions of the event's fields.</param>
internal delegate MParticleEvent EventReader(ref JsonCursor cursor, JsonSource source, ref EventFields found);
