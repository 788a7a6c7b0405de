using System.Diagnostics.CodeAnalysis;
using Vidora.Integration.Settings;

namespace Vidora.Integration;

/// <summary>Holds the address of a feed (mParticle documentation). mParticle may add hosts.</summary>
/// <remarks>The default value is <see cref="Partner"/>.</remarks>
public readonly struct MParticleFeedHost : IEquatable<MParticleFeedHost>
{
    private static readonly Uri _partner = new("https://inbound.mparticle.com/s2s/");

    private readonly Uri? _address;

    /// <summary>Creates a host from the address before <c>/v2/bulkevents</c>.</summary>
    /// <param name="address">
    /// An https address without user, query and fragment. It may be http on loopback, and elsewhere with
    /// <see cref="MParticleFeedOptions.AllowHttp"/>, but not at mParticle.
    /// </param>
    /// <exception cref="ArgumentException">The address is another one.</exception>
    public MParticleFeedHost(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!IsValid(address))
        {
            throw new ArgumentException(
                "The address of a feed must be https, because key and secret travel in the request, without user, query and fragment. "
                + "Use http on loopback, or for an emulator.",
                nameof(address));
        }

        _address = address.AbsolutePath.EndsWith('/') ? address : new UriBuilder(address) { Path = address.AbsolutePath + "/" }.Uri;
    }

    /// <summary>Gets the host of partner feeds, such as Vidora's: <c>https://inbound.mparticle.com/s2s</c>.</summary>
    public static MParticleFeedHost Partner => default;

    /// <summary>Gets the host of custom feeds: <c>https://s2s.mparticle.com</c>.</summary>
    public static MParticleFeedHost Custom { get; } = new(new Uri("https://s2s.mparticle.com/"));

    /// <summary>Gets the host of custom feeds in US1: <c>https://s2s.us1.mparticle.com</c>.</summary>
    public static MParticleFeedHost CustomUs1 { get; } = new(new Uri("https://s2s.us1.mparticle.com/"));

    /// <summary>Gets the host of custom feeds in US2: <c>https://s2s.us2.mparticle.com</c>.</summary>
    public static MParticleFeedHost CustomUs2 { get; } = new(new Uri("https://s2s.us2.mparticle.com/"));

    /// <summary>Gets the host of custom feeds in EU1: <c>https://s2s.eu1.mparticle.com</c>.</summary>
    public static MParticleFeedHost CustomEu1 { get; } = new(new Uri("https://s2s.eu1.mparticle.com/"));

    /// <summary>Gets the host of custom feeds in AU1: <c>https://s2s.au1.mparticle.com</c>.</summary>
    public static MParticleFeedHost CustomAu1 { get; } = new(new Uri("https://s2s.au1.mparticle.com/"));

    /// <summary>Gets the address, with a slash at the end.</summary>
    public Uri Address => _address ?? _partner;

    /// <summary>Returns whether both are the same address.</summary>
    /// <param name="left">One host.</param>
    /// <param name="right">The other host.</param>
    public static bool operator ==(MParticleFeedHost left, MParticleFeedHost right) => left.Equals(right);

    /// <summary>Returns whether the two differ.</summary>
    /// <param name="left">One host.</param>
    /// <param name="right">The other host.</param>
    public static bool operator !=(MParticleFeedHost left, MParticleFeedHost right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(MParticleFeedHost other) => Address == other.Address;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is MParticleFeedHost other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Address.GetHashCode();

    /// <summary>Returns the address.</summary>
    public override string ToString() => Address.AbsoluteUri;

    /// <summary>Returns the host with that name or address; null when there is none.</summary>
    internal static MParticleFeedHost? Find(string text) => text.ToUpperInvariant() switch
    {
        "PARTNER" => Partner,
        "CUSTOM" => Custom,
        "CUSTOMUS1" => CustomUs1,
        "CUSTOMUS2" => CustomUs2,
        "CUSTOMEU1" => CustomEu1,
        "CUSTOMAU1" => CustomAu1,
        _ => Uri.TryCreate(text, UriKind.Absolute, out var address) && IsValid(address) ? new MParticleFeedHost(address) : null,
    };

    internal static bool IsValid(Uri address) =>
        address.IsAbsoluteUri
        && PlainHttp.Permits(address, isAllowed: true)
        && address.UserInfo.Length == 0
        && address.Query.Length == 0
        && address.Fragment.Length == 0;
}
