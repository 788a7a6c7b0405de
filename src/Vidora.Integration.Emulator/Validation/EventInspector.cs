using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Unicode;
using Vidora.Integration.Mapping;

namespace Vidora.Integration.Emulator.Validation;

/// <summary>Inspects the body of <c>POST /v1/validate</c> in one pass, without objects.</summary>
internal static class EventInspector
{
    /// <summary>A timestamp from here on is the year 5138 in seconds or 1973 in milliseconds.</summary>
    private const long FirstSuspectedMilliseconds = 100_000_000_000;

    /// <summary>Adds every element of <c>data</c> to <paramref name="events"/>. Returns false with an error for an invalid body.</summary>
    public static bool TryInspect(ReadOnlySpan<byte> body, List<InspectedEvent> events, out string? error)
    {
        error = null;
        if (!Utf8.IsValid(body))
        {
            error = "The body is not UTF-8.";
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(body);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                error = "The body must be a JSON object {\"data\":[ event, … ]}.";
                return false;
            }

            var found = false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isData = reader.TextIs("data"u8);
                reader.Read();
                if (!isData)
                {
                    reader.Skip();
                }
                else if (found)
                {
                    error = "The body has \"data\" twice.";
                    return false;
                }
                else if (reader.TokenType != JsonTokenType.StartArray)
                {
                    error = "\"data\" must be an array of events.";
                    return false;
                }
                else
                {
                    found = true;
                    ReadEvents(ref reader, events);
                }
            }

            // Anything after the object is an error.
            reader.Read();
            if (!found)
            {
                error = "The body has no \"data\"; it must be {\"data\":[ event, … ]}.";
            }

            return found;
        }
        catch (JsonException e)
        {
            error = string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"The body is not JSON, or nested too deeply: line {(e.LineNumber ?? 0) + 1}, byte {(e.BytePositionInLine ?? 0) + 1} of it.");
            return false;
        }
    }

    /// <summary>Inspects one event. The body is the event.</summary>
    public static InspectedEvent InspectOne(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return ReadEvent(ref reader);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ReadEvents(ref Utf8JsonReader reader, List<InspectedEvent> events)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            events.Add(ReadEvent(ref reader));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static InspectedEvent ReadEvent(ref Utf8JsonReader reader)
    {
        var inspected = new InspectedEvent { Start = (int)reader.TokenStartIndex, Problems = EventProblems.NoEventId };
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            inspected.Problems = EventProblems.NotAnObject;
        }
        else
        {
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                ReadField(ref reader, ref inspected);
            }

            if (inspected.UserId.Length == 0)
            {
                inspected.Problems |= EventProblems.MissingUserId;
            }

            if (inspected.Type.Length == 0)
            {
                inspected.Problems |= EventProblems.MissingType;
            }
        }

        inspected.Length = (int)reader.BytesConsumed - inspected.Start;
        return inspected;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ReadField(ref Utf8JsonReader reader, ref InspectedEvent inspected)
    {
        var field = FieldOf(ref reader);
        var suspicion = field == Field.Other ? PersonalDataSuspicion.InName(reader.ValueSpan) : EventProblems.None;
        inspected.Problems |= suspicion;

        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                inspected.Problems |= EventProblems.NestedValue;
                reader.Skip();
                break;
            case JsonTokenType.String or JsonTokenType.Number
                when suspicion == EventProblems.None && field is Field.Other or Field.Type && PersonalDataDetector.IsPersonalValue(reader.ValueSpan):
                inspected.Problems |= EventProblems.PersonalData;
                break;
        }

        switch (field)
        {
            case Field.UserId:
                inspected.UserId = SliceOf(ref reader);
                break;
            case Field.Type:
                inspected.Type = SliceOf(ref reader);
                break;
            case Field.EventId:
                inspected.EventIdHash = reader.TokenType is JsonTokenType.String or JsonTokenType.Number && reader.ValueSpan.Length > 0
                    ? Utf8Hash.OfEventId(reader.ValueSpan)
                    : 0;
                inspected.Problems = inspected.EventIdHash == 0
                    ? inspected.Problems | EventProblems.NoEventId
                    : inspected.Problems & ~EventProblems.NoEventId;
                break;
            case Field.Timestamp:
                inspected.Problems &= ~(EventProblems.TimestampNotInteger | EventProblems.TimestampInMilliseconds);
                if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var seconds))
                {
                    inspected.Problems |= EventProblems.TimestampNotInteger;
                }
                else if (seconds is >= FirstSuspectedMilliseconds or <= -FirstSuspectedMilliseconds)
                {
                    inspected.Problems |= EventProblems.TimestampInMilliseconds;
                }

                break;
        }
    }

    private static TextSlice SliceOf(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.String
            ? new TextSlice((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length, reader.ValueIsEscaped)
            : default;

    private static Field FieldOf(ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped)
        {
            return reader.TextIs("user_id"u8) ? Field.UserId
                : reader.TextIs("type"u8) ? Field.Type
                : reader.TextIs("timestamp"u8) ? Field.Timestamp
                : reader.TextIs("event_id"u8) ? Field.EventId
                : reader.TextIs("session_id"u8) || reader.TextIs("source_message_id"u8) ? Field.Identifier
                : Field.Other;
        }

        var name = reader.ValueSpan;
        return name.Length switch
        {
            4 when name.SequenceEqual("type"u8) => Field.Type,
            7 when name.SequenceEqual("user_id"u8) => Field.UserId,
            8 when name.SequenceEqual("event_id"u8) => Field.EventId,
            9 when name.SequenceEqual("timestamp"u8) => Field.Timestamp,
            10 when name.SequenceEqual("session_id"u8) => Field.Identifier,
            12 when name.SequenceEqual("timestamp_ms"u8) => Field.Identifier,
            17 when name.SequenceEqual("source_message_id"u8) => Field.Identifier,
            _ => Field.Other,
        };
    }

    private enum Field
    {
        Other,
        UserId,
        Type,
        EventId,
        Timestamp,

        /// <summary>Digits that may have the form of a card number by chance.</summary>
        Identifier,
    }
}
