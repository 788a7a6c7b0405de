namespace Vidora.Integration.Generator;

/// <summary>The two wire formats in which mParticle sends batches.</summary>
public enum BatchFormat
{
    /// <summary>The Events API batch, also what outputs receive ("mParticle JSON").</summary>
    EventsApi,

    /// <summary>Firehose's <c>event_processing_request</c>.</summary>
    Firehose,
}
