using System.Text.Json;
using Vidora.Integration.Json;

namespace Vidora.Integration.Client;

/// <summary>Says what the body of a successful answer means.</summary>
internal enum AnswerMeaning
{
    Yes,
    No,

    /// <summary>The body is neither empty nor JSON: a page of a login, a proxy or a maintenance server.</summary>
    Foreign,
}

/// <summary>Recognises a yes in the body of a successful answer. Its form is not documented, so the signs of a no are our choice.</summary>
internal static class AnswerBody
{
    /// <summary>Returns what the body says.</summary>
    /// <param name="body">The whole body.</param>
    /// <param name="isReceipt">Whether the body only says yes or no. Otherwise it holds data, and just an error member is a no.</param>
    public static AnswerMeaning Read(ReadOnlySpan<byte> body, bool isReceipt)
    {
        var text = Trim(body);
        if (text.IsEmpty)
        {
            return AnswerMeaning.Yes;
        }

        var reader = new Utf8JsonReader(text);
        try
        {
            reader.Read();
            var isNo = false;
            if (reader.TokenType == JsonTokenType.StartObject)
            {
                isNo = ReadNo(ref reader, isReceipt);
            }
            else if (isReceipt && reader.TokenType == JsonTokenType.StartArray && reader.Read() && reader.TokenType == JsonTokenType.StartObject)
            {
                // The array of an account with one message; in a longer one each element is about one event.
                isNo = ReadNo(ref reader, isReceipt) && reader.Read() && reader.TokenType == JsonTokenType.EndArray;
            }

            while (reader.Read())
            {
            }

            return isNo ? AnswerMeaning.No : AnswerMeaning.Yes;
        }
        catch (JsonException)
        {
            return AnswerMeaning.Foreign;
        }
    }

    /// <summary>Returns the body without byte order mark and white space around it.</summary>
    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> body) =>
        (body.StartsWith("\uFEFF"u8) ? body[3..] : body).Trim(" \t\r\n"u8);

    /// <summary>Reads an object to its end, and returns whether it has a sign of a no.</summary>
    private static bool ReadNo(ref Utf8JsonReader reader, bool isReceipt)
    {
        var isNo = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            // Not ValueTextEquals, which throws for half a surrogate pair in a name.
            var name = JsonText.Decode(reader.ValueSpan);
            reader.Read();
            isNo |= name switch
            {
                "error" or "errors" => IsError(reader),
                "success" or "ok" => isReceipt && reader.TokenType == JsonTokenType.False,
                "status" => isReceipt && reader.TokenType == JsonTokenType.String && IsFailure(JsonText.Decode(reader.ValueSpan)),
                _ => false,
            };
            reader.Skip();
        }

        return isNo;
    }

    private static bool IsFailure(string status) => status.ToUpperInvariant() is "ERROR" or "FAILED" or "FAIL";

    /// <summary>Returns whether an error member names an error. Null, false, 0 and empty text, lists and objects do not.</summary>
    private static bool IsError(Utf8JsonReader value) => value.TokenType switch
    {
        JsonTokenType.Null or JsonTokenType.False => false,
        JsonTokenType.String => value.ValueSpan.Length > 0,
        JsonTokenType.Number => !value.TryGetDouble(out var number) || number != 0,
        JsonTokenType.StartArray or JsonTokenType.StartObject => !IsEmpty(value),
        _ => true,
    };

    private static bool IsEmpty(Utf8JsonReader container)
    {
        container.Read();
        return container.TokenType is JsonTokenType.EndArray or JsonTokenType.EndObject;
    }
}
