namespace Vidora.Integration.MParticle.Firehose;

/// <summary>What a partner may see of a user. Nothing by default (mParticle Firehose).</summary>
public sealed class FirehosePermissions
{
    /// <summary>Identities of devices: <c>android_id</c>, <c>ios_vendor_id</c>, … (mParticle Firehose).</summary>
    public IReadOnlyList<FirehoseIdentityPermission> DeviceIdentities { get; init; } = [];

    /// <summary>Identities of users: <c>customer</c>, <c>email</c>, … (mParticle Firehose).</summary>
    public IReadOnlyList<FirehoseIdentityPermission> UserIdentities { get; init; } = [];

    /// <summary>
    /// The partner's own identity; only one can ever be registered, and it cannot be renamed. <c>$cookie_sync_id</c> for
    /// cookie sync (mParticle Firehose).
    /// </summary>
    public IReadOnlyList<FirehoseIdentityPermission> PartnerIdentities { get; init; } = [];

    /// <summary>Locations (mParticle Firehose).</summary>
    public bool AllowAccessLocation { get; init; }

    /// <summary>IP addresses (mParticle Firehose).</summary>
    public bool AllowAccessIpAddress { get; init; }

    /// <summary>mParticle's id of the device and app (mParticle Firehose).</summary>
    public bool AllowAccessDeviceApplicationStamp { get; init; }

    /// <summary>Fields of the device, since 1.8 (mParticle Firehose).</summary>
    public bool AllowDeviceInfo { get; init; }

    /// <summary>User attributes and their changes, since 1.8 (mParticle Firehose).</summary>
    public bool AllowUserAttributes { get; init; }

    /// <summary>Consent, since 1.9 (mParticle Firehose).</summary>
    public bool AllowConsentState { get; init; }

    /// <summary>User attributes of members of audiences, since 2.0 (mParticle Firehose).</summary>
    public bool AllowAudienceUserAttributes { get; init; }

    /// <summary>The HTTP User Agent (mParticle Firehose).</summary>
    public bool AllowAccessHttpUserAgent { get; init; }

    /// <summary>The MPID (mParticle Firehose).</summary>
    public bool AllowAccessMpid { get; init; }

    /// <summary>Names of the workspace (mParticle Firehose).</summary>
    public bool AllowPlatformFields { get; init; }

    /// <summary>Messages without events (mParticle Firehose).</summary>
    public bool AllowEventlessBatches { get; init; }
}
