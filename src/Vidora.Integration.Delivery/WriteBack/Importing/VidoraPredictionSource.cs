namespace Vidora.Integration.Delivery;

/// <summary>Describes users whose predictions are asked for one by one.</summary>
/// <remarks>Vidora Predictions API; Vidora's support enables it per pipeline.</remarks>
public sealed class VidoraPredictionSource
{
    /// <summary>Gets the client that asks Vidora.</summary>
    public required VidoraClient Client { get; init; }

    /// <summary>Gets the id of the pipeline.</summary>
    public required string PipelineId { get; init; }

    /// <summary>Gets the pipeline's name, which is part of the attributes' names.</summary>
    public required string Pipeline { get; init; }

    /// <summary>Gets the MPIDs of the users. They are enumerated once.</summary>
    public required IEnumerable<long> Users { get; init; }

    /// <summary>Gets what the pipeline predicts, which decides whether scores must be 0 to 1. Default: null, any number.</summary>
    public VidoraPipelineType? Type { get; init; }

    /// <summary>Gets the vendor in the attributes' names. Default: <see cref="PredictionVendor.Vidora"/>.</summary>
    public PredictionVendor Vendor { get; init; }

    /// <summary>
    /// Gets whether percentiles are 0 to 100; they are divided by 100. Vidora does not document the scale. Default: false,
    /// percentiles are 0 to 1.
    /// </summary>
    public bool PercentilesInPercent { get; init; }

    /// <summary>Gets how many users are asked for at a time. Default: 4 (our choice).</summary>
    public int MaxConcurrentRequests { get; init; } = 4;
}
