using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Vidora.Integration.MParticle.Firehose;
using Vidora.Integration.MParticle.Json;
using Vidora.Integration.Tests.Fixtures;

namespace Vidora.Integration.Tests.MParticle.Firehose;

public sealed class FirehoseResponseTests
{
    private static readonly DateTimeOffset _time = DateTimeOffset.FromUnixTimeMilliseconds(1714592744067);

    [TestCase("event_processing", "")]
    [TestCase("audience_subscription", "")]
    [TestCase("audience_membership_change", ",\"suspend_subscription\":false")]
    [TestCase("dsr_processing", "")]
    [TestCase("module_registration", "")]
    public void Write_EveryType_IsTheEnvelope(string type, string more) => Assert.That(
        Write(new FirehoseResponse(Read(type), "1", _time)),
        Is.EqualTo($$"""{"type":"{{type}}_response","id":"1","timestamp_ms":1714592744067,"firehose_version":"3.2.0"{{more}}}"""));

    [Test]
    public void Write_SmallestModule_LeavesOutWhatIsEmpty()
    {
        var module = new FirehoseModule { Name = "Vidora", Version = "1.0", Description = "", AccountSettings = [], EventTypes = [], RuntimeEnvironments = [], NotificationTypes = [] };
        Assert.That(Write(new FirehoseResponse(Read("module_registration"), "1", _time, module)), Is.EqualTo("""
            {"type":"module_registration_response","id":"1","timestamp_ms":1714592744067,"firehose_version":"3.2.0","name":"Vidora","version":"1.0",
            "permissions":{"allow_device_info":true,"allow_user_attributes":true,"allow_consent_state":true,"allow_access_mpid":true},
            "event_processing_registration":{"account_settings":[],"max_data_age_hours":-1},
            "dsr_processing_registration":{"account_settings":[],"supported_dsr_types":["erasure"]}}
            """.ReplaceLineEndings("")));
    }

    [TestCase("EventProcessingResponse", "event_processing")]
    [TestCase("AudienceMembershipChangeResponse", "audience_membership_change")]
    [TestCase("DsrProcessingResponse", "dsr_processing")]
    public void Write_SharedAnswer_HasTheSameShape(string name, string type)
    {
        var sample = File.ReadAllText(Fixture.Shared($"payloads/firehose/v3.2.0_{name}.json"));
        Assert.That(Shape(Write(new FirehoseResponse(Read(type), "1", _time))), Is.EquivalentTo(Shape(sample)));
    }

    private static FirehoseRequest Read(string type) =>
        FirehoseJson.ReadRequest(Encoding.UTF8.GetBytes($$"""{"type":"{{type}}_request"}"""));

    private static string Write(FirehoseResponse response)
    {
        var output = new ArrayBufferWriter<byte>();
        response.Write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>The paths of all values of a document.</summary>
    private static HashSet<string> Shape(string json)
    {
        var paths = new HashSet<string>();
        Walk(JsonNode.Parse(json), "");
        return paths;

        void Walk(JsonNode? node, string path)
        {
            switch (node)
            {
                case JsonObject map:
                    foreach (var (name, value) in map)
                    {
                        Walk(value, path.Length == 0 ? name : $"{path}.{name}");
                    }

                    break;
                case JsonArray list:
                    foreach (var item in list)
                    {
                        Walk(item, path + "[]");
                    }

                    break;
                default:
                    paths.Add(path);
                    break;
            }
        }
    }
}
