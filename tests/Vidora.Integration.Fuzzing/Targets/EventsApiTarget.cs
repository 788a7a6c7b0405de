using Vidora.Integration.Fuzzing.Differential;
using Vidora.Integration.Fuzzing.Engine;
using Vidora.Integration.MParticle;

namespace Vidora.Integration.Fuzzing.Targets;

/// <summary>The reader of the Events API, held against JsonDocument.</summary>
internal sealed class EventsApiTarget : FuzzTarget
{
    public override string Name => "events-api";

    public override IReadOnlyList<byte[]> Seeds => SeedDocuments.Batches;

    public override bool Run(byte[] input)
    {
        using var document = JsonVerdict.Parse(input);
        var refusal = JsonVerdict.Refusal(document, input, JsonVerdict.Batches);
        MParticleBatch batch;
        try
        {
            batch = MParticleJson.ReadBatch((ReadOnlyMemory<byte>)input);
        }
        catch (MParticleFormatException e)
        {
            FuzzViolationException.Unless(refusal is not null, $"The reader refuses what JsonDocument takes: {e.Message}");
            return false;
        }

        FuzzViolationException.Unless(refusal is null, $"The reader takes what it has to refuse: {refusal}");
        ModelWalk.Over(batch);
        AttributeComparison.Check(batch, document!.RootElement, isMessage: false);
        return true;
    }
}
