namespace Vidora.Integration.MParticle;

/// <summary>Names of the workspace as Firehose sends them (mParticle Firehose).</summary>
public sealed partial class MParticlePlatformFields : MParticleObject
{
    /// <summary>Account (mParticle Firehose).</summary>
    [Field("mp_account_id")]
    public partial string? AccountId { get; init; }

    /// <summary>Name of the account (mParticle Firehose).</summary>
    [Field("mp_account_name")]
    public partial string? AccountName { get; init; }

    /// <summary>Workspace (mParticle Firehose).</summary>
    [Field("workspace_id")]
    public partial string? WorkspaceId { get; init; }

    /// <summary>Name of the workspace (mParticle Firehose).</summary>
    [Field("workspace_name")]
    public partial string? WorkspaceName { get; init; }

    /// <summary>Name of the input (mParticle Firehose).</summary>
    [Field("input_name")]
    public partial string? InputName { get; init; }

    /// <summary>Name of the app (mParticle Firehose).</summary>
    [Field("app_name")]
    public partial string? AppName { get; init; }

    /// <summary>Version of the app (mParticle Firehose).</summary>
    [Field("app_version")]
    public partial string? AppVersion { get; init; }

    /// <summary>Data plan (mParticle Firehose).</summary>
    [Field("dataplan_id")]
    public partial string? DataPlanId { get; init; }

    /// <summary>Name of the data plan (mParticle Firehose).</summary>
    [Field("dataplan_name")]
    public partial string? DataPlanName { get; init; }

    /// <summary>Version of the data plan (mParticle Firehose).</summary>
    [Field("dataplan_version")]
    public partial string? DataPlanVersion { get; init; }
}
