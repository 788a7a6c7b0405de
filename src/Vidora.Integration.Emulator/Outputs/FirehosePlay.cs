using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Vidora.Integration.Emulator.Outputs;

/// <summary>Sends the messages around the events of a Firehose output: registration, audience, erasures.</summary>
internal sealed class FirehosePlay(MParticlePlay play, int seed, PlayDelivery delivery, PlayCounts counts, TimeProvider time)
{
    private const string FirehoseVersion = "3.2.0";
    private const string Registration = "module_registration_request";
    private const int AudienceId = 4_711;

    /// <summary>Registers without authorization, as mParticle does, then sends a ping and connects an audience.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        var answer = await delivery.SendAsync(Message(Registration), Registration, mpid: null, isAuthorized: false, cancellationToken);
        if (answer.Status is not (200 or 202) || !IsRegistration(answer.Body))
        {
            throw new InvalidOperationException(
                $"The host answered {(answer.Status == 0 ? "nothing" : answer.Status.ToString(CultureInfo.InvariantCulture))} to Firehose's registration, not a module_registration_response. Set To to its Firehose endpoint, and start the host.");
        }

        counts.Message(Registration);
        await SendMessageAsync("event_processing_request", ("events", new JsonArray()), cancellationToken);
        await SendMessageAsync("audience_subscription_request", ("action", "add"), cancellationToken);
    }

    /// <summary>Disconnects the audience, and asks for the erasures.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        await SendMessageAsync("audience_subscription_request", ("action", "remove"), cancellationToken);
        for (var user = 0; user < play.Erasures; user++)
        {
            var mpid = PlayedBatch.MpidOf(seed, user);
            var request = Message(
                "dsr_processing_request",
                ("subject_request_id", Guid.NewGuid().ToString()),
                ("subject_request_type", "erasure"),
                ("submitted_time", time.GetUtcNow().UtcDateTime),
                ("subject_identities", new JsonObject()),
                ("api_version", "3.0"),
                ("regulation", "gdpr"),
                ("extensions", new JsonObject { ["opendsr.mparticle.com"] = new JsonObject { ["subject_identities"] = new JsonObject
                {
                    ["mpid"] = new JsonObject { ["encoding"] = "raw", ["value"] = mpid.ToString(CultureInfo.InvariantCulture) },
                } } }));
            await SendMessageAsync("dsr_processing_request", request, mpid, cancellationToken);
        }
    }

    /// <summary>Says that the user of a batch has joined or left the audience.</summary>
    public Task SendMembershipAsync(PlayedBatch batch, CancellationToken cancellationToken)
    {
        var profile = new JsonObject
        {
            ["mpid"] = batch.Mpid.ToString(CultureInfo.InvariantCulture),
            ["audiences"] = new JsonArray(new JsonObject { ["audience_id"] = AudienceId, ["audience_name"] = "Played", ["action"] = batch.Draw(0) < 0.5 ? "add" : "delete" }),
        };
        return SendMessageAsync("audience_membership_change_request", ("user_profiles", new JsonArray(profile)), cancellationToken);
    }

    private Task SendMessageAsync(string type, (string Name, JsonNode? Value) member, CancellationToken cancellationToken) =>
        SendMessageAsync(type, Message(type, member), null, cancellationToken);

    private async Task SendMessageAsync(string type, byte[] message, long? mpid, CancellationToken cancellationToken)
    {
        if ((await delivery.SendAsync(message, type, mpid, cancellationToken: cancellationToken)).Settlement == Settlement.Accepted)
        {
            counts.Message(type);
        }
    }

    private byte[] Message(string type, params IEnumerable<(string Name, JsonNode? Value)> more)
    {
        var message = new JsonObject
        {
            ["type"] = type,
            ["id"] = Guid.NewGuid().ToString(),
            ["timestamp_ms"] = time.GetUtcNow().ToUnixTimeMilliseconds(),
            ["firehose_version"] = FirehoseVersion,
        };
        if (type != Registration)
        {
            message["account"] = new JsonObject { ["account_id"] = 1, ["account_settings"] = new JsonObject { ["apiKey"] = play.AccountKey } };
        }

        if (type == "audience_subscription_request")
        {
            message["audience_id"] = AudienceId;
            message["audience_name"] = "Played";
        }

        foreach (var (name, value) in more)
        {
            message[name] = value;
        }

        return Encoding.UTF8.GetBytes(message.ToJsonString());
    }

    private static bool IsRegistration(byte[] body)
    {
        try
        {
            using var answer = JsonDocument.Parse(body);
            return answer.RootElement.ValueKind == JsonValueKind.Object
                && answer.RootElement.TryGetProperty("type", out var type)
                && type.ValueEquals("module_registration_response");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
