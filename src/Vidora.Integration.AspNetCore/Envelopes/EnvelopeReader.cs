using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;

namespace Vidora.Integration.AspNetCore.Envelopes;

/// <summary>
/// Unpacks the documents that other services carry. Each method reads the envelope once and bounds it; the caller has bounded its bytes.
/// False means that it is no such envelope. Of a name that occurs twice the last value counts.
/// </summary>
internal static class EnvelopeReader
{
    /// <summary>Bounds the records of one request (our choice). One more is read, so that the caller sees that there are too many.</summary>
    public const int MaxRecords = 10_000;

    private const int MaxDepth = 64;

    private static readonly string[] _snsTexts =
    [
        "Type", "MessageId", "TopicArn", "Subject", "Timestamp", "Token", "SubscribeURL", "SignatureVersion", "Signature", "SigningCertURL", "SigningCertUrl",
    ];

    private delegate void ReadMember(ref Utf8JsonReader reader);

    /// <summary>Reads a message of Amazon SNS.</summary>
    public static bool TryReadSns(ReadOnlySpan<byte> json, [NotNullWhen(true)] out SnsMessage? message)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        byte[]? content = null;
        message = null;
        if (!TryReadObject(json, ReadOne))
        {
            return false;
        }

        if (content is not null && texts.ContainsKey("Type") && texts.ContainsKey("TopicArn"))
        {
            message = new SnsMessage { Texts = texts, Message = content };
        }

        return message is not null;

        void ReadOne(ref Utf8JsonReader reader)
        {
            var name = Array.Find(_snsTexts, FindName(ref reader));
            var isMessage = reader.ValueTextEquals("Message"u8);
            reader.Read();
            if (isMessage)
            {
                content = Unescape(ref reader);
            }
            else if (name is not null && reader.TokenType is JsonTokenType.String)
            {
                // The documents of SNS spell the address of the certificate in two ways.
                texts[name == "SigningCertUrl" ? "SigningCertURL" : name] = reader.GetString()!;
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <summary>Reads a push message of Google Pub/Sub: the documents in <c>message.data</c>, none without data.</summary>
    public static bool TryReadPubSub(ReadOnlySpan<byte> json, out ReadOnlyMemory<byte> content)
    {
        byte[]? data = null;
        var read = TryReadObject(json, (ref Utf8JsonReader reader) =>
        {
            var isMessage = reader.ValueTextEquals("message"u8);
            reader.Read();
            if (!isMessage || reader.TokenType is not JsonTokenType.StartObject)
            {
                reader.Skip();
                return;
            }

            data = [];
            ReadMembers(ref reader, (ref Utf8JsonReader member) =>
            {
                var isData = member.ValueTextEquals("data"u8);
                member.Read();
                if (isData && member.TokenType is not JsonTokenType.Null)
                {
                    data = member.GetBytesFromBase64();
                }
                else
                {
                    member.Skip();
                }
            });
        });
        content = data;
        return read && data is not null;
    }

    /// <summary>Reads a request of Amazon Data Firehose: the documents of each record.</summary>
    public static bool TryReadKinesis(ReadOnlySpan<byte> json, [NotNullWhen(true)] out string? requestId, out List<ReadOnlyMemory<byte>> records)
    {
        string? id = null;
        var found = new List<ReadOnlyMemory<byte>>();
        var hasRecords = false;
        var read = TryReadObject(json, (ref Utf8JsonReader reader) =>
        {
            var isId = reader.ValueTextEquals("requestId"u8);
            var areRecords = reader.ValueTextEquals("records"u8);
            reader.Read();
            if (isId && reader.TokenType is JsonTokenType.String)
            {
                id = reader.GetString();
            }
            else if (areRecords && reader.TokenType is JsonTokenType.StartArray)
            {
                hasRecords = true;
                found.Clear();
                ReadRecords(ref reader, found);
            }
            else
            {
                reader.Skip();
            }
        });
        (requestId, records) = (id, found);
        return read && id is not null && hasRecords;
    }

    /// <summary>Reads a CloudEvent in structured mode, or a list of them in batched mode: the data of each.</summary>
    public static bool TryReadCloudEvents(ReadOnlySpan<byte> json, bool isBatch, out List<ReadOnlyMemory<byte>> contents)
    {
        contents = [];
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
            if (!reader.Read() || reader.TokenType != (isBatch ? JsonTokenType.StartArray : JsonTokenType.StartObject))
            {
                return false;
            }

            if (isBatch)
            {
                while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
                {
                    if (reader.TokenType is not JsonTokenType.StartObject || !TryReadCloudEvent(ref reader, json, contents))
                    {
                        return false;
                    }
                }
            }
            else if (!TryReadCloudEvent(ref reader, json, contents))
            {
                return false;
            }

            return !reader.Read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return false;
        }
    }

    private static bool TryReadCloudEvent(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, List<ReadOnlyMemory<byte>> contents)
    {
        ReadOnlyMemory<byte>? content = null;
        var isEvent = false;
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var isVersion = reader.ValueTextEquals("specversion"u8);
            var isData = reader.ValueTextEquals("data"u8);
            var isBase64 = reader.ValueTextEquals("data_base64"u8);
            reader.Read();
            if (isVersion)
            {
                isEvent = reader.TokenType is JsonTokenType.String;
            }

            if (isBase64)
            {
                content = reader.GetBytesFromBase64();
            }
            else if (isData && reader.TokenType is JsonTokenType.String)
            {
                content = Unescape(ref reader);
            }
            else
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                content = isData ? json[start..(int)reader.BytesConsumed].ToArray() : content;
            }
        }

        if (!isEvent || content is not { } data)
        {
            return false;
        }

        Add(contents, data);
        return true;
    }

    private static void ReadRecords(ref Utf8JsonReader reader, List<ReadOnlyMemory<byte>> records)
    {
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            if (reader.TokenType is not JsonTokenType.StartObject)
            {
                throw new FormatException("Not a record.");
            }

            byte[]? data = null;
            ReadMembers(ref reader, (ref Utf8JsonReader member) =>
            {
                var isData = member.ValueTextEquals("data"u8);
                member.Read();
                if (isData)
                {
                    data = member.GetBytesFromBase64();
                }
                else
                {
                    member.Skip();
                }
            });
            Add(records, data ?? throw new FormatException("A record has no data."));
        }
    }

    private static void Add(List<ReadOnlyMemory<byte>> contents, ReadOnlyMemory<byte> content)
    {
        if (contents.Count <= MaxRecords)
        {
            contents.Add(content);
        }
    }

    private static bool TryReadObject(ReadOnlySpan<byte> json, ReadMember read)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
            if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject)
            {
                return false;
            }

            ReadMembers(ref reader, read);
            return !reader.Read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // InvalidOperationException: a text that is no text, or not UTF-8.
            return false;
        }
    }

    private static void ReadMembers(ref Utf8JsonReader reader, ReadMember read)
    {
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            read(ref reader);
        }
    }

    private static Predicate<string> FindName(ref Utf8JsonReader reader)
    {
        var name = reader.GetString();
        return known => known == name;
    }

    private static byte[] Unescape(ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            // GetString checks the UTF-8.
            return Encoding.UTF8.GetBytes(reader.GetString() ?? throw new FormatException("Not a text."));
        }

        var text = new byte[reader.ValueSpan.Length];
        var length = reader.CopyString(text);
        return text[..length];
    }
}
