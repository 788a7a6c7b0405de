using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle.Firehose;

/// <summary>Events of one user (mParticle Firehose). Without events it only verifies that the partner answers.</summary>
public sealed class EventProcessingRequest : FirehoseRequest
{
    private static readonly Utf8Names _names = NamesWith();

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public EventProcessingRequest()
        : base(_names)
    {
    }

    /// <summary>The events, with the user and the device, in the same model that the Events API has (mParticle Firehose).</summary>
    public MParticleBatch Batch { get => field ??= new(); init; }

    internal static Utf8Names Names => _names;
}
