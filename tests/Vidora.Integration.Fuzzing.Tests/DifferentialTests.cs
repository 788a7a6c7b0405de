using System.Text;
using System.Text.Json;
using Vidora.Integration.Fuzzing.Differential;
using Vidora.Integration.Fuzzing.Targets;
using Vidora.Integration.MParticle.Firehose;
using Vidora.Integration.MParticle.Json;

namespace Vidora.Integration.Fuzzing.Tests;

/// <summary>
/// What the readers accept and refuse, and the values that they see, held against JsonDocument over whole grammars. The
/// differences that are meant are listed in <see cref="JsonVerdict"/>, each with its reason; there are no others.
/// </summary>
[Parallelizable(ParallelScope.Children)]
public sealed class DifferentialTests
{
    private static readonly JsonDocumentOptions _deep = new() { MaxDepth = 1000 };

    private readonly MParticleEventMapper _mapper = new();

    [Test]
    public void Readers_DocumentsCutAtEveryByte_AgreeWithJsonDocument()
    {
        foreach (var document in SeedDocuments.Batches.Concat(SeedDocuments.Messages).Where(document => document.Length < 1200))
        {
            for (var length = 0; length <= document.Length; length++)
            {
                CheckDocument(document[..length]);
            }
        }
    }

    [Test]
    public void Readers_EveryByteAnywhere_AgreeWithJsonDocument()
    {
        var document = Utf8("""{"mpid":-7,"events":[{"event_type":"opt_out","data":{"event_id":1.5e3,"is_opted_out":true}}],"user_attributes":{"a\u0062":"x\\y"}}""");
        for (var at = 0; at <= document.Length; at++)
        {
            for (var value = 0; value < 256; value++)
            {
                CheckBatch([.. document[..at], (byte)value, .. document[at..]]);
                if (at < document.Length)
                {
                    CheckBatch([.. document[..at], (byte)value, .. document[(at + 1)..]]);
                }
            }

            CheckBatch([.. document[..at], .. document[Math.Min(at + 1, document.Length)..]]);
        }
    }

    [Test]
    public void Readers_NumbersOfEveryShape_AgreeWithJsonDocument()
    {
        foreach (var number in Words(["-", "+", ".", "e", "E", "0", "1", "9"], 5))
        {
            CheckValue(number);
        }

        foreach (var number in new[]
        {
            "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551616", "1e308", "1e309", "-1e-400", "1e99999999999",
            "79228162514264337593543950335", "0.1234567890123456789012345678901234567890", new('9', 500), "0." + new string('0', 500), "1" + new string('0', 500) + "e-500", "NaN", "Infinity", "0x1",
        })
        {
            CheckValue(number);
        }
    }

    [Test]
    public void Readers_LiteralsOfEveryShape_AgreeWithJsonDocument()
    {
        foreach (var literal in new[] { "true", "false", "null" })
        {
            for (var length = 0; length <= literal.Length; length++)
            {
                CheckValue(literal[..length]);
                CheckValue(literal[..length] + literal[^1]);
                CheckValue(literal[..length] + " " + literal[length..]);
                CheckValue(literal[..length] + literal[length..].ToUpperInvariant());
            }
        }
    }

    [Test]
    public void Readers_EscapesOfEveryShape_AgreeWithJsonDocument()
    {
        for (var value = 0; value < 256; value++)
        {
            CheckBytes([.. "\"x\\"u8, (byte)value, .. "y\""u8]);
            CheckBytes([.. "\"x\\\\"u8, (byte)value, .. "y\""u8]);
            CheckBytes([.. "\""u8, (byte)value, .. "\""u8]);
        }

        foreach (var digits in Words(["0", "8", "c", "d", "D", "f", "g", "\""], 4))
        {
            CheckText($"\\u{digits}");
        }

        foreach (var units in Words(["\\u0041", "\\u0000", "\\ud800", "\\uDBFF", "\\udc00", "\\uDFFF", "\\ud83d", "\\ude00", "\\n", "\u00e9", "\\\\"], 3))
        {
            CheckText(units);
        }
    }

    [Test]
    public void Readers_BytesThatAreNoUtf8_AgreeWithJsonDocument()
    {
        byte[] edges = [0x22, 0x41, 0x5C, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xED, 0xEF, 0xF0, 0xF1, 0xF4, 0xF5, 0xFF];
        for (var first = 0x80; first < 256; first++)
        {
            for (var second = 0; second < 256; second++)
            {
                CheckBytes([.. "\""u8, (byte)first, (byte)second, .. "\""u8]);
            }

            CheckBytes([.. "\"a"u8, (byte)first, .. "\""u8]);
        }

        foreach (var first in edges.Where(value => value >= 0xE0))
        {
            foreach (var second in edges)
            {
                foreach (var third in edges)
                {
                    CheckBytes([.. "\""u8, first, second, third, .. "\""u8]);
                    if (first >= 0xF0)
                    {
                        CheckBytes([.. "\""u8, first, second, third, 0x80, .. "\""u8]);
                        CheckBytes([.. "\""u8, first, second, third, 0xC0, .. "\""u8]);
                    }
                }
            }
        }

        // Where the text is a name that is passed over, and where it is outside of any text.
        foreach (var first in edges)
        {
            foreach (var second in edges)
            {
                CheckBatch([.. "{\"mpid\":1,\"x"u8, first, second, .. "\":1}"u8]);
                CheckBatch([.. "{\"mpid\":1"u8, first, second, .. ",\"x\":1}"u8]);
            }
        }
    }

    /// <summary>Blocks of bytes are looked at at once: what matters in a text may stand anywhere in a block and across two.</summary>
    [Test]
    public void Readers_SpecialBytesAtEveryPlaceOfATextOfEveryLength_AgreeWithJsonDocument()
    {
        byte[][] special =
        [
            "\""u8.ToArray(), "\\\""u8.ToArray(), "\\\\"u8.ToArray(), "\\"u8.ToArray(), "\n"u8.ToArray(), [0], [0x1F], [0x7F], [0x80], "\u00e9"u8.ToArray(), "\\ud83d"u8.ToArray(),
            "}"u8.ToArray(), "]"u8.ToArray(), "\",\"b\":\""u8.ToArray(),
        ];
        for (var length = 0; length < 72; length++)
        {
            for (var at = 0; at <= length; at++)
            {
                foreach (var bytes in special)
                {
                    CheckBytes([(byte)'"', .. Letters(at), .. bytes, .. Letters(length - at), (byte)'"']);
                }
            }
        }
    }

    [Test]
    public void Readers_TokensInEveryOrder_AgreeWithJsonDocument()
    {
        foreach (var tokens in Words(["{", "}", "[", "]", ",", ":", "\"a\"", "1"], 5))
        {
            CheckValue(tokens);
        }

        foreach (var tokens in Words(["{", "}", "\"mpid\"", ":", ",", "1", "\"events\"", "[]"], 5))
        {
            CheckBatch(Utf8(tokens));
        }

        foreach (var brackets in Words(["[", "]", "{\"a\":", "}"], 7))
        {
            CheckBatch(Utf8("{\"mpid\":1,\"x\":" + brackets));
        }
    }

    [Test]
    public void Readers_EveryDepth_AgreeWithJsonDocument()
    {
        for (var depth = 50; depth < 70; depth++)
        {
            foreach (var (open, close) in new[] { ("[", "]"), ("{\"a\":", "}"), ("[{\"a\":", "}]") })
            {
                var nested = string.Concat(Enumerable.Repeat(open, depth / open.Count(c => c is '[' or '{')));
                foreach (var inside in new[] { "1", "", "[]", "{}" })
                {
                    var value = nested + inside + string.Concat(Enumerable.Repeat(close, depth / open.Count(c => c is '[' or '{')));
                    CheckValue(value);
                    CheckBatch(Utf8($$"""{"mpid":1,"x":{{value}}}"""));
                    CheckBatch(Utf8($$"""{"mpid":1,"events":{{value}}}"""));
                    CheckBatch(Utf8($$"""{"mpid":1,"events":[{"data":{{value}},"event_type":"opt_out"}],"device_info":{{value}}}"""));
                    CheckMessage(Utf8($$"""{"type":"event_processing_request","runtime_environment":{{value}},"events":[{{value}}]}"""));
                }
            }
        }
    }

    [TestCase(1)]
    [TestCase(2)]
    [TestCase(3)]
    [TestCase(5)]
    [TestCase(1000)]
    public void Readers_AnotherLimitOfDepth_AgreeWithJsonDocument(int maxDepth)
    {
        var limits = new MParticleReadLimits { MaxDepth = maxDepth };
        for (var depth = Math.Max(0, maxDepth - 3); depth < maxDepth + 3; depth++)
        {
            var lists = new string('[', depth) + new string(']', depth);
            var objects = string.Concat(Enumerable.Repeat("{\"data\":", depth)) + "1" + new string('}', depth);
            foreach (var value in new[] { lists, objects }.Where(value => value.Length > 0))
            {
                foreach (var member in new[] { "x", "device_info", "user_attributes", "runtime_environment" })
                {
                    Check($$"""{"type":"event_processing_request","mpid":1,"{{member}}":{{value}}}""");
                }

                Check($$"""{"type":"event_processing_request","mpid":1,"events":[{{value}}]}""");
                Check($$"""{"type":"event_processing_request","mpid":1,"events":[{"event_type":"opt_out","data":{{value}},"attributes":{{value}}}]}""");
            }
        }

        void Check(string document)
        {
            using var parsed = JsonVerdict.Parse(Utf8(document), limits);
            Assert.That(IsTaken(() => MParticleJson.ReadBatch(Utf8(document), limits)), Is.EqualTo(parsed is not null), document);
            Assert.That(IsTaken(() => FirehoseJson.ReadRequest(Utf8(document), limits)), Is.EqualTo(parsed is not null), document);
        }

        static bool IsTaken(Action read)
        {
            try
            {
                read();
                return true;
            }
            catch (MParticleFormatException)
            {
                return false;
            }
        }
    }

    [Test]
    public void Differences_AreEachMet()
    {
        var cases = new (byte[] Document, IReadOnlyList<IntendedDifference> Differences)[]
        {
            ([.. "{\"mpid\":\""u8, 0xC3, .. "\"}"u8], JsonVerdict.Batches),
            (Utf8("[]"), JsonVerdict.Batches),
            ([.. "{\"mpid\":\""u8, .. Letters(MParticleReadLimits.Default.MaxDocumentBytes), .. "\"}"u8], JsonVerdict.Batches),
            (Utf8("""{"events":{}}"""), JsonVerdict.Batches),
            (Utf8("""{"event_type":"custom_event","data":{}}"""), JsonVerdict.Batches),
            (Utf8("""{"type":"event_processing_response"}"""), JsonVerdict.Messages),
        };
        var met = cases.Select(one =>
        {
            using var document = JsonVerdict.Parse(one.Document);
            Assert.That(document, Is.Not.Null);
            CheckDocument(one.Document);
            return JsonVerdict.Refusal(document, one.Document, one.Differences);
        });
        Assert.That(met, Is.EquivalentTo(JsonVerdict.Batches.Concat(JsonVerdict.Messages).Select(difference => difference.Reason).Distinct()));
    }

    /// <summary>All sequences of these words, from none to so many.</summary>
    private static IEnumerable<string> Words(string[] alphabet, int longest)
    {
        List<string> words = [""];
        for (var length = 0; length < longest; length++)
        {
            foreach (var word in words)
            {
                yield return word;
            }

            words = [.. words.SelectMany(word => alphabet.Select(letter => word + letter))];
        }

        foreach (var word in words)
        {
            yield return word;
        }
    }

    private static byte[] Letters(int count)
    {
        var letters = new byte[count];
        letters.AsSpan().Fill((byte)'t');
        return letters;
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static void CheckDocument(byte[] document)
    {
        CheckBatch(document);
        CheckMessage(document);
    }

    private static void CheckBatch(byte[] document)
    {
        using var target = new EventsApiTarget();
        Run(target, document);
    }

    private static void CheckMessage(byte[] document)
    {
        using var target = new FirehoseTarget();
        Run(target, document);
    }

    private static bool Run(Engine.FuzzTarget target, byte[] document)
    {
        try
        {
            return target.Run(document);
        }
        catch (Exception e)
        {
            Assert.Fail($"{e.Message} {Convert.ToHexString(document.AsSpan(0, Math.Min(document.Length, 400)))} {Encoding.UTF8.GetString(document.AsSpan(0, Math.Min(document.Length, 400)))}");
            throw;
        }
    }

    private void CheckText(string escaped)
    {
        CheckValue($"\"{escaped}\"");
        CheckBatch(Utf8($$"""{"mpid":1,"{{escaped}}":1,"user_attributes":{"{{escaped}}":"{{escaped}}"} }"""));
    }

    private void CheckValue(string value) => CheckBytes(Utf8(value));

    /// <summary>The value as a custom attribute: in the verdict, in the model, and in what comes out of the mapper.</summary>
    private void CheckBytes(byte[] value)
    {
        byte[] document = [.. "{\"mpid\":1,\"events\":[{\"event_type\":\"custom_event\",\"data\":{\"event_name\":\"e\",\"custom_attributes\":{\"k\":"u8, .. value, .. "}}}]}"u8];
        using var target = new EventsApiTarget();
        if (!Run(target, document))
        {
            return;
        }

        using var parsed = JsonVerdict.Parse(document)!;
        var attributes = parsed.RootElement.GetProperty("events"u8)[0].GetProperty("data"u8).GetProperty("custom_attributes"u8);
        if (attributes.EnumerateObject().Count(member => member.NameEquals("k"u8)) != 1)
        {
            return;
        }

        var expected = attributes.GetProperty("k"u8);
        using var output = JsonDocument.Parse(_mapper.Map(MParticleJson.ReadBatch((ReadOnlyMemory<byte>)document)).Events.Single().Utf8Json);
        var isThere = output.RootElement.TryGetProperty("k"u8, out var found);
        var isEqual = expected.ValueKind switch
        {
            JsonValueKind.Null => !isThere,

            // No finite double can hold it, so it is left out.
            JsonValueKind.Number when !double.IsFinite(expected.GetDouble()) => !isThere,
            JsonValueKind.String => isThere && found.GetString() == JsonVerdict.TextOf(expected),
            JsonValueKind.Array or JsonValueKind.Object => isThere && IsSame(found.GetString()!, expected.GetRawText()),
            _ => isThere && found.GetRawText() == expected.GetRawText(),
        };
        Assert.That(isEqual, Is.True, () => $"{expected} came out as {(isThere ? found : "nothing")}.");
    }

    /// <summary>Whether two JSON texts say the same; white space apart they are the same text, also where they hold no text.</summary>
    private static bool IsSame(string found, string expected)
    {
        using var one = JsonDocument.Parse(found, _deep);
        using var other = JsonDocument.Parse(expected, _deep);
        return JsonElement.DeepEquals(one.RootElement, other.RootElement);
    }
}
