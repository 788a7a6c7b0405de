using Vidora.Integration.Json;

namespace Vidora.Integration.MParticle;

/// <summary>Names of the workspace as Firehose sends them (mParticle Firehose).</summary>
public sealed class MParticlePlatformFields : MParticleObject
{
    private static readonly Utf8Names _names = new(
        ("mp_account_id", Fields.AccountId),
        ("mp_account_name", Fields.AccountName),
        ("workspace_id", Fields.WorkspaceId),
        ("workspace_name", Fields.WorkspaceName),
        ("input_name", Fields.InputName),
        ("app_name", Fields.AppName),
        ("app_version", Fields.AppVersion),
        ("dataplan_id", Fields.DataPlanId),
        ("dataplan_name", Fields.DataPlanName),
        ("dataplan_version", Fields.DataPlanVersion));

    /// <summary>Starts an empty one, to be filled through its properties.</summary>
    public MParticlePlatformFields()
        : base(_names.Count)
    {
    }

    /// <summary>Account (mParticle Firehose).</summary>
    public string? AccountId
    {
        get => this[Fields.AccountId].GetText();
        init => Set(Fields.AccountId, value);
    }

    /// <summary>Name of the account (mParticle Firehose).</summary>
    public string? AccountName
    {
        get => this[Fields.AccountName].GetText();
        init => Set(Fields.AccountName, value);
    }

    /// <summary>Workspace (mParticle Firehose).</summary>
    public string? WorkspaceId
    {
        get => this[Fields.WorkspaceId].GetText();
        init => Set(Fields.WorkspaceId, value);
    }

    /// <summary>Name of the workspace (mParticle Firehose).</summary>
    public string? WorkspaceName
    {
        get => this[Fields.WorkspaceName].GetText();
        init => Set(Fields.WorkspaceName, value);
    }

    /// <summary>Name of the input (mParticle Firehose).</summary>
    public string? InputName
    {
        get => this[Fields.InputName].GetText();
        init => Set(Fields.InputName, value);
    }

    /// <summary>Name of the app (mParticle Firehose).</summary>
    public string? AppName
    {
        get => this[Fields.AppName].GetText();
        init => Set(Fields.AppName, value);
    }

    /// <summary>Version of the app (mParticle Firehose).</summary>
    public string? AppVersion
    {
        get => this[Fields.AppVersion].GetText();
        init => Set(Fields.AppVersion, value);
    }

    /// <summary>Data plan (mParticle Firehose).</summary>
    public string? DataPlanId
    {
        get => this[Fields.DataPlanId].GetText();
        init => Set(Fields.DataPlanId, value);
    }

    /// <summary>Name of the data plan (mParticle Firehose).</summary>
    public string? DataPlanName
    {
        get => this[Fields.DataPlanName].GetText();
        init => Set(Fields.DataPlanName, value);
    }

    /// <summary>Version of the data plan (mParticle Firehose).</summary>
    public string? DataPlanVersion
    {
        get => this[Fields.DataPlanVersion].GetText();
        init => Set(Fields.DataPlanVersion, value);
    }

    internal override Utf8Names FieldNames => _names;

    internal static class Fields
    {
        internal const int AccountId = 0;
        internal const int AccountName = 1;
        internal const int WorkspaceId = 2;
        internal const int WorkspaceName = 3;
        internal const int InputName = 4;
        internal const int AppName = 5;
        internal const int AppVersion = 6;
        internal const int DataPlanId = 7;
        internal const int DataPlanName = 8;
        internal const int DataPlanVersion = 9;
    }
}
