using System.Buffers;
using System.Text;
using System.Text.Json;
using Vidora.Integration.Fuzzing.Differential;
using Vidora.Integration.Fuzzing.Engine;
using Vidora.Integration.MParticle.Firehose;
using Vidora.Integration.MParticle.Json;

namespace Vidora.Integration.Fuzzing.Targets;

/// <summary>The reader of Firehose messages, held against JsonDocument, and the writer of the answers.</summary>
internal sealed class FirehoseTarget : FuzzTarget
{
    private readonly ArrayBufferWriter<byte> _written = new();

    public override string Name => "firehose";

    public override IReadOnlyList<byte[]> Seeds => SeedDocuments.Messages;

    public override IReadOnlyList<byte[]> Words { get; } =
    [
        .. new[] { "event_processing_request", "module_registration_request", "audience_subscription_request", "dsr_processing_request", "_request\"", "\"type\":" }
            .Select(Encoding.UTF8.GetBytes),
    ];

    public override bool Run(byte[] input)
    {
        using var document = JsonVerdict.Parse(input);
        var refusal = JsonVerdict.Refusal(document, input, JsonVerdict.Messages);
        var isMessage = FirehoseJson.IsMessage(input);
        FirehoseRequest request;
        try
        {
            request = FirehoseJson.ReadRequest((ReadOnlyMemory<byte>)input);
        }
        catch (MParticleFormatException e)
        {
            FuzzViolationException.Unless(refusal is not null, $"The reader refuses what JsonDocument takes: {e.Message}");
            return false;
        }

        FuzzViolationException.Unless(refusal is null, $"The reader takes what it has to refuse: {refusal}");
        ModelWalk.Over(request);
        if (request is EventProcessingRequest events)
        {
            AttributeComparison.Check(events.Batch, document!.RootElement, isMessage: true);
        }

        var module = new FirehoseModule
        {
            Name = request.Id ?? "n",
            Version = "1",
            Description = request.Account?.ToString(),
            AccountSettings = [],
            EventTypes = [],
            RuntimeEnvironments = [],
            NotificationTypes = [],
        };
        CheckAnswer(new FirehoseResponse(request, request.Id ?? "", DateTimeOffset.UnixEpoch), request.Id ?? "");
        CheckAnswer(new FirehoseResponse(request, request.Id ?? "", DateTimeOffset.UnixEpoch, module), request.Id ?? "");
        return isMessage;
    }

    private void CheckAnswer(FirehoseResponse response, string id)
    {
        _written.ResetWrittenCount();
        response.Write(_written);
        using var answer = JsonDocument.Parse(_written.WrittenMemory);
        var found = answer.RootElement.TryGetProperty("id"u8, out var written) ? written.GetString() : "";
        FuzzViolationException.Unless(found == id, "The id of an answer is not the one that it was given.");
    }
}
