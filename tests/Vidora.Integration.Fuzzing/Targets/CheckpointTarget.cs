using Vidora.Integration.Delivery.Replay;
using Vidora.Integration.Delivery;
using Vidora.Integration.Fuzzing.Engine;

namespace Vidora.Integration.Fuzzing.Targets;

/// <summary>The checkpoint of a replay, as a disk may give it back.</summary>
internal sealed class CheckpointTarget : FuzzTarget
{
    private const string Filter = "f";
    private const string Head = "{\"vidora_replay\":1,\"filter\":\"" + Filter + "\"}";

    private readonly string _folder = Directory.CreateTempSubdirectory("vidora-fuzzing-checkpoint-").FullName;

    public override string Name => "checkpoint";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. SeedDocuments.With([SeedDocuments.Utf8(Head)], [0]),
        .. SeedDocuments.With(
            [
                SeedDocuments.Utf8(
                    """
                    {"file":"history/1.jsonl","version":"v1","documents":3,"done":true,"counts":{"documents":3,"batches":2,"unreadable_documents":1,"events":9,"forwarded_events":8,"not_forwarded_events":{"missing_mpid":1},"vidora_events":10,"delivered":9,"refused":{"http_400":1},"left_out":{},"not_sent":0}}
                    """),
            ],
            [1], [2]),
    ];

    public override int ControlBytes => 1;

    public override bool Run(byte[] input)
    {
        var path = Path.Combine(_folder, "replay.checkpoint");
        var line = input.AsSpan(Math.Min(input.Length, ControlBytes));
        File.WriteAllBytes(path, (input.Length > 0 ? input[0] % 3 : 0) switch
        {
            0 => [.. line, (byte)'\n'],
            1 => [.. SeedDocuments.Utf8(Head), (byte)'\n', .. line, (byte)'\n'],
            _ => [.. SeedDocuments.Utf8(Head), (byte)'\n', .. Seeds[1].AsSpan(ControlBytes), (byte)'\n', .. line],
        });
        try
        {
            using var checkpoint = ReplayCheckpoint.Open(path, Filter, readOnly: true);
            FuzzViolationException.Unless(checkpoint.Files.All(file => file.Name is not null), "A file has no name.");
            return checkpoint.Files.Count > 0;
        }
        catch (ReplayException)
        {
            return false;
        }
    }

    public override void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        base.Dispose();
    }
}
