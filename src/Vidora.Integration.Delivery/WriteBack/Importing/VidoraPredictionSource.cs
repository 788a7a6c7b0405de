namespace Vidora.Integration.Delivery;

/// <summary>Predictions that are asked for user by user (Vidora Predictions API; Vidora's support enables it per pipeline).</summary>
public sealed class VidoraPredictionSource
{
    /// <summary>Asks Vidora.</summary>
    public required VidoraClient Client { get; init; }

    /// <summary>The pipeline's id.</summary>
    public required string PipelineId { get; init; }

    /// <summary>The pipeline's name as people write it; it is part of the attributes' names.</summary>
    public required string Pipeline { get; init; }

    /// <summary>The MPIDs of the users. Enumerated once.</summary>
    public required IEnumerable<long> Users { get; init; }

    /// <summary>What the pipeline predicts; decides whether scores must be 0 to 1. Default null: any number.</summary>
    public VidoraPipelineType? Type { get; init; }

    /// <summary>The vendor in the attributes' names. Default <see cref="PredictionVendor.Vidora"/>.</summary>
    public PredictionVendor Vendor { get; init; }

    /// <summary>The scale of the percentiles (Vidora does not document it). Default 0 to 1.</summary>
    public PercentileScale PercentileScale { get; init; }

    /// <summary>How many users are asked about at a time. Default 4 (our choice).</summary>
    public int MaxConcurrentRequests { get; init; } = 4;
}
