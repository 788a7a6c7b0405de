using Vidora.Integration.MParticle.Json;
using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Vidora.Integration.MParticle.Firehose;
using Vidora.Integration.Tests.Fixtures;

namespace Vidora.Integration.Tests.MParticle.Json;

/// <summary>Any input gives the documented exception, or a model whose properties can all be read.</summary>
[Slow]
public sealed class ReaderRobustnessTests
{
    private const int Runs = 1500;

    /// <summary>All that may be said about a document; nothing of it is in there.</summary>
    private static readonly string[] _messages =
    [
        "this is not UTF-# text at byte #.",
        "this is not valid JSON at byte #.",
        "this is not valid JSON at byte #, line # of the document.",
        "objects and lists are nested deeper than # levels (MParticleReadLimits.MaxDepth).",
        "this is JSON, but not an object.",
        "this is not an mParticle batch: it has none of a batch's fields, such as \"mpid\" or \"events\".",
        "\"events\" is not a list.",
        "this is not a Firehose message: it has no \"type\".",
        "the \"type\" of this Firehose message is not known; known are event_processing_request, module_registration_request, "
            + "audience_subscription_request, audience_membership_change_request and dsr_processing_request.",
    ];

    private static readonly byte[][] _values =
    [
        .. new[] { "null", "true", "[]", "{}", "0", "-1e400", "\"\"", "\"x\"", "[[{}]]", "{\"a\":[1]}", "9223372036854775808", "\"\\ud800\"", "\"\\u0000\"" }
            .Select(Encoding.UTF8.GetBytes),
    ];

    [Test]
    public void ReadBatch_ChangedBytes_ThrowsOnlyWhatIsDocumented() =>
        Check(Fixture.Read("events-api/every_event.json"), bytes => MParticleJson.ReadBatch((ReadOnlyMemory<byte>)bytes));

    [Test]
    public void ReadRequest_ChangedBytes_ThrowsOnlyWhatIsDocumented() =>
        Check(Fixture.Read("firehose/event_processing_request.json"), bytes => FirehoseJson.ReadRequest((ReadOnlyMemory<byte>)bytes));

    [Test]
    public void ReadRequest_OtherMessagesChanged_ThrowsOnlyWhatIsDocumented() => Check(
        Encoding.UTF8.GetBytes("""
            {"type":"dsr_processing_request","id":"1","timestamp_ms":2,"account":{"account_id":3,"account_settings":{"a":"b"}},
            "subject_request_id":"4","submitted_time":1714592744.067235,"subject_identities":{"email":{"encoding":"raw","value":"v"}},
            "extensions":{"opendsr.mparticle.com":{"mpids":[1,2],"subject_identities":{"mpid":"3"}}},"user_profiles":[{"mpid":"1","audiences":
            [{"audience_id":1,"action":"add","user_attributes":[{"key":"k","list_value":["a"]}]}]}]}
            """),
        bytes =>
        {
            foreach (var type in new[] { "audience_subscription_request", "audience_membership_change_request" })
            {
                var other = Encoding.UTF8.GetString(bytes).Replace("dsr_processing_request", type, StringComparison.Ordinal);
                Dump.Of(FirehoseJson.ReadRequest((ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(other)));
            }

            return FirehoseJson.ReadRequest((ReadOnlyMemory<byte>)bytes);
        });

    [Test]
    public void ReadBatch_ValuesOfAnotherType_AreRead() => CheckValues(
        Fixture.ReadText("events-api/every_event.json"), bytes => MParticleJson.ReadBatch((ReadOnlyMemory<byte>)bytes));

    [Test]
    public void ReadRequest_ValuesOfAnotherType_AreRead() => CheckValues(
        Fixture.ReadText("firehose/event_processing_request.json"), bytes => FirehoseJson.ReadRequest((ReadOnlyMemory<byte>)bytes));

    /// <summary>Puts a value of another kind in place of each value of the document, one at a time.</summary>
    private static void CheckValues(string json, Func<byte[], object> read)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var reader = new System.Text.Json.Utf8JsonReader(bytes);
        var places = new List<Range>();
        while (reader.Read())
        {
            if (reader.TokenType is not (System.Text.Json.JsonTokenType.PropertyName or System.Text.Json.JsonTokenType.EndArray or System.Text.Json.JsonTokenType.EndObject)
                && reader.CurrentDepth > 0)
            {
                var start = (int)reader.TokenStartIndex;
                var skipped = reader;
                skipped.Skip();
                places.Add(start..(int)skipped.BytesConsumed);
            }
        }

        for (var i = 0; i < places.Count; i++)
        {
            var value = _values[i % _values.Length];
            byte[] changed = [.. bytes.AsSpan(..places[i].Start), .. value, .. bytes.AsSpan(places[i].End..)];
            try
            {
                Dump.Of(read(changed));
            }
            catch (MParticleFormatException e) when (e.Message.Contains("\"events\" is not a list", StringComparison.Ordinal)
                || e.Message.Contains("\"type\"", StringComparison.Ordinal))
            {
                // The list of events and the type of a message are the only values without which nothing can be read.
            }
        }
    }

    private static void Check(byte[] document, Func<byte[], object> read)
    {
        var unreadable = 0;
        var change =
            from kind in Gen.Choose(0, 4)
            from place in Gen.Choose(0, document.Length - 1)
            from length in Gen.Choose(1, 12)
            from value in Gen.OneOf(Gen.Choose(0, 255), Gen.Elements("\"\\{}[],:0-eu \n".Select(c => (int)c)))
            select (kind, place, length, (byte)value);
        var changes = Gen.Choose(1, 4).SelectMany(change.ListOf).ToArbitrary();
        Prop.ForAll(changes, list =>
        {
            var bytes = document.ToList();
            foreach (var (kind, place, length, value) in list)
            {
                var at = Math.Min(place, bytes.Count);
                switch (kind)
                {
                    case 0 when at < bytes.Count:
                        bytes[at] = value;
                        break;
                    case 1 when at < bytes.Count:
                        bytes[at] ^= (byte)(1 << (value & 7));
                        break;
                    case 2:
                        bytes.Insert(at, value);
                        break;
                    case 3:
                        bytes.RemoveRange(at, Math.Min(length, bytes.Count - at));
                        break;
                    default:
                        bytes.RemoveRange(Math.Max(at, bytes.Count / 2), bytes.Count - Math.Max(at, bytes.Count / 2));
                        break;
                }
            }

            byte[] changed = [.. bytes];
            FirehoseJson.IsMessage(changed);
            try
            {
                Dump.Of(read(changed));
            }
            catch (MParticleFormatException e)
            {
                unreadable++;
                Assert.That(_messages, Does.Contain(Regex.Replace(e.Message, "[0-9]+", "#")));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Runs).WithReplay(20240627, 7));
        Assert.That(unreadable, Is.InRange(Runs / 10, Runs - (Runs / 10)));
    }
}
