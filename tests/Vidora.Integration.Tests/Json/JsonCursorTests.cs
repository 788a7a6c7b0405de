using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using FsCheck;
using FsCheck.Fluent;
using Vidora.Integration.Json;
using Vidora.Integration.Tests.Fixtures;

namespace Vidora.Integration.Tests.Json;

/// <summary>What the cursor takes and refuses is what the framework's reader takes and refuses, and UTF-8.</summary>
public sealed class JsonCursorTests
{
    private const int MaxDepth = 5;

    /// <summary>Longer than the blocks that the cursor looks at, so that what stands before it is looked at as blocks.</summary>
    private static readonly byte[] _padding = Encoding.UTF8.GetBytes(new string(' ', 40));

    private static readonly string[] _pieces =
    [
        "{", "}", "[", "]", ",", ":", " ", "\n", "\t", "\r", "\f", "\u00A0", "\uFEFF", "/", "//", "true", "tru", "false", "null", "nul", "NaN",
        "0", "00", "-", "-0", "7", "12345678901234567890123456789012345", ".5", "1.", "1.50", "e", "E+", "1e5", "1E-07", "1e", "+1",
        "\"", "\"\"", "\"a\"", "\"a\":", "\"a\":1,", "\"a\":{\"b\":", "'", "\\", "\\\"", "\\u", "\\u00", "\\uD83d", "\\u12G4", "\\x", "\\/",
        "\"\\n\"", "\"\u0001\"", "\"\u007f\"", "\"Å\"", "\"日本\\n語\"", "\"0123456789012345678901234567890123456789\"", "\0", "x",
    ];

    [TestCase("{}")]
    [TestCase("[]")]
    [TestCase(" [ ] ")]
    [TestCase("[[[[[]]]]]")]
    [TestCase("[[[[[[]]]]]]")]
    [TestCase("{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}")]
    [TestCase("{\"a\":{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}}")]
    [TestCase("[1,]")]
    [TestCase("[,1]")]
    [TestCase("[1 2]")]
    [TestCase("{\"a\":1,}")]
    [TestCase("{,\"a\":1}")]
    [TestCase("{\"a\" : 1 , \"a\" : 2}")]
    [TestCase("{\"a\":}")]
    [TestCase("{\"a\"}")]
    [TestCase("{1:2}")]
    [TestCase("[1}")]
    [TestCase("{]")]
    [TestCase("[1]]")]
    [TestCase("[1] 2")]
    [TestCase("[\"\\ud800\"]")]
    [TestCase("[\"\\u00e\"]")]
    [TestCase("[\"a\nb\"]")]
    [TestCase("[1]//")]
    [TestCase("[1/**/]")]
    [TestCase("[-]")]
    [TestCase("[-0.0e-0]")]
    [TestCase("[01]")]
    [TestCase("[1.]")]
    [TestCase("[1e]")]
    [TestCase("[truefalse]")]
    [TestCase("")]
    [TestCase("  ")]
    [TestCase("\uFEFF{}")]
    public void TakeValue_Document_IsTakenWhenTheFrameworkTakesIt(string json) => AssertAgrees(Encoding.UTF8.GetBytes(json));

    [Test]
    public void TakeValue_PiecesOfJson_AreTakenWhenTheFrameworkTakesThem()
    {
        var taken = 0;
        Prop.ForAll(Gen.Elements(_pieces).ListOf().ToArbitrary(), pieces =>
        {
            var soup = string.Concat(pieces);
            taken += AssertAgrees(Encoding.UTF8.GetBytes(soup)) ? 1 : 0;
            taken += AssertAgrees(Encoding.UTF8.GetBytes($"[{string.Join(',', pieces)}]")) ? 1 : 0;
            taken += AssertAgrees(Encoding.UTF8.GetBytes($"[\"{soup}\",{{\"{soup.Replace("\"", "")}\":0}}]")) ? 1 : 0;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000).WithReplay(20240627, 7));
        Assert.That(taken, Is.GreaterThan(500));
    }

    [TestCase("events-api/every_event.json")]
    [TestCase("firehose/event_processing_request.json")]
    [Slow]
    public void TakeValue_ChangedBytes_AreTakenWhenTheFrameworkTakesThem(string fixture)
    {
        byte[] document = [.. Fixture.Read(fixture)];
        var bytes = Gen.OneOf(Gen.Choose(0, 255), Gen.Elements("\"\\{}[],:0-e.u \n".Select(c => (int)c)));
        var change =
            from start in Gen.Choose(0, document.Length - 1)
            from length in Gen.Choose(1, 600)
            from place in Gen.Choose(0, length - 1)
            from value in bytes
            from kind in Gen.Choose(0, 2)
            select (start, length, place, (byte)value, kind);
        Prop.ForAll(change.ToArbitrary(), c =>
        {
            // A part of it, as a value of a list, with one byte changed, inserted or left out.
            var part = document.AsSpan(c.start, Math.Min(c.length, document.Length - c.start)).ToArray().ToList();
            var place = Math.Min(c.place, part.Count - 1);
            AssertAgrees([(byte)'[', .. part, (byte)']']);
            part.RemoveRange(place, c.kind == 1 ? 0 : 1);
            part.InsertRange(place, c.kind == 2 ? [] : [c.Item4]);
            AssertAgrees([(byte)'[', .. part, (byte)']']);

            byte[] whole = [.. document];
            whole[c.start] = c.Item4;
            AssertAgrees(whole, maxDepth: 64);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1500).WithReplay(20240627, 7));
        Assert.That(AssertAgrees(document, maxDepth: 64), Is.True);
    }

    [Test]
    public void TakeName_AnyName_IsTheFieldThatHasIt()
    {
        var names = new Utf8Names("first", "second|zweiter", "a_name_that_is_longer_than_a_block_is", "sec");
        string[] sequence =
        [
            "first", "second", "sec", "second_", "first", "second", "sec", "zweiter", "a_name_that_is_longer_than_a_block_is", "first",
            "a_name_that_is_longer_than_a_block_is", "first", "s\\u0065c", "sec", "second", "sec", "", "first",
        ];
        var json = "{" + string.Join(',', sequence.Select((name, i) => $"\"{name}\" : {i}")) + "}";
        foreach (var padding in new[] { "", new string(' ', 40) })
        {
            for (var round = 0; round < 3; round++)
            {
                var found = new List<int>();
                var cursor = JsonCursor.Open(Encoding.UTF8.GetBytes(json + padding), MaxDepth);
                var last = names.Start;
                for (var more = cursor.EnterObject(); more; more = cursor.NextMember())
                {
                    found.Add(cursor.TakeName(names, ref last));
                    cursor.TakeValue();
                }

                cursor.CheckEnd();
                Assert.That(found, Is.EqualTo(new[] { 0, 1, 3, -1, 0, 1, 3, 1, 2, 0, 2, 0, 3, 3, 1, 3, -1, 0 }));
            }
        }
    }

    /// <summary>Whether the cursor takes it, by stepping over it and by going into it, with and without something behind it.</summary>
    private static bool AssertAgrees(byte[] json, int maxDepth = MaxDepth)
    {
        var expected = Utf8.IsValid(json) && IsTakenByFramework(json, maxDepth);
        foreach (var document in new[] { json, [.. json, .. _padding] })
        {
            Assert.That(
                (IsTaken(document, maxDepth, goIn: false), IsTaken(document, maxDepth, goIn: true)),
                Is.EqualTo((expected, expected)),
                () => Convert.ToHexString(document) + " " + Encoding.UTF8.GetString(document));
        }

        return expected;
    }

    private static bool IsTakenByFramework(byte[] json, int maxDepth)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = maxDepth });
        try
        {
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsTaken(byte[] json, int maxDepth, bool goIn)
    {
        try
        {
            var cursor = JsonCursor.Open(json, maxDepth);
            if (goIn)
            {
                GoThrough(ref cursor);
            }
            else
            {
                cursor.TakeValue();
            }

            cursor.CheckEnd();
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static void GoThrough(ref JsonCursor cursor)
    {
        if (cursor.IsObject)
        {
            for (var more = cursor.EnterObject(); more; more = cursor.NextMember())
            {
                cursor.TakeName(out _);
                GoThrough(ref cursor);
            }
        }
        else if (cursor.IsList)
        {
            for (var more = cursor.EnterList(); more; more = cursor.NextItem())
            {
                GoThrough(ref cursor);
            }
        }
        else
        {
            cursor.TakeValue();
        }
    }
}
