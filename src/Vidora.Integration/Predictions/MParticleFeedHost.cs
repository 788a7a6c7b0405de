using System.Diagnostics.CodeAnalysis;
using Vidora.Integration.Predictions;

namespace Vidora.Integration;

/// <summary>
/// Where a feed takes batches (mParticle documentation). mParticle may add hosts, so this is an address. The default value is
/// <see cref="Partner"/>.
/// </summary>
public readonly struct MParticleFeedHost : IEquatable<MParticleFeedHost>
{
    private static readonly Uri _partner = new("https://inbound.mparticle.com/s2s/");

    private readonly Uri? _address;

    /// <summary>Takes an address: what stands before <c>/v2/bulkevents</c>.</summary>
    /// <param name="address">https, or http on a loopback address; without user, query and fragment.</param>
    /// <exception cref="ArgumentException">It is anything else.</exception>
    public MParticleFeedHost(Uri address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!address.IsAbsoluteUri
            || address.Scheme is not ("https" or "http")
            || (address.Scheme == "http" && !address.IsLoopback)
            || address.UserInfo.Length > 0
            || address.Query.Length > 0
            || address.Fragment.Length > 0)
        {
            throw new ArgumentException(
                "The host of a feed must be an https address (http on loopback only: key and secret travel in the request) without user, query and fragment.",
                nameof(address));
        }

        _address = address.AbsolutePath.EndsWith('/') ? address : new UriBuilder(address) { Path = address.AbsolutePath + "/" }.Uri;
    }

    /// <summary>Partner feeds, such as Vidora's: <c>https://inbound.mparticle.com/s2s</c>; the default.</summary>
    public static MParticleFeedHost Partner => default;

    /// <summary>Custom feeds: <c>https://s2s.mparticle.com</c>.</summary>
    public static MParticleFeedHost Custom { get; } = new(new Uri("https://s2s.mparticle.com/"));

    /// <summary>Custom feeds in US1: <c>https://s2s.us1.mparticle.com</c>.</summary>
    public static MParticleFeedHost CustomUs1 { get; } = new(new Uri("https://s2s.us1.mparticle.com/"));

    /// <summary>Custom feeds in US2: <c>https://s2s.us2.mparticle.com</c>.</summary>
    public static MParticleFeedHost CustomUs2 { get; } = new(new Uri("https://s2s.us2.mparticle.com/"));

    /// <summary>Custom feeds in EU1: <c>https://s2s.eu1.mparticle.com</c>.</summary>
    public static MParticleFeedHost CustomEu1 { get; } = new(new Uri("https://s2s.eu1.mparticle.com/"));

    /// <summary>Custom feeds in AU1: <c>https://s2s.au1.mparticle.com</c>.</summary>
    public static MParticleFeedHost CustomAu1 { get; } = new(new Uri("https://s2s.au1.mparticle.com/"));

    /// <summary>The address, ending in a slash.</summary>
    public Uri Address => _address ?? _partner;

    /// <summary>Whether both are the same address.</summary>
    /// <param name="left">One host.</param>
    /// <param name="right">The other host.</param>
    public static bool operator ==(MParticleFeedHost left, MParticleFeedHost right) => left.Equals(right);

    /// <summary>Whether the two differ.</summary>
    /// <param name="left">One host.</param>
    /// <param name="right">The other host.</param>
    public static bool operator !=(MParticleFeedHost left, MParticleFeedHost right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(MParticleFeedHost other) => Address == other.Address;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is MParticleFeedHost other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Address.GetHashCode();

    /// <summary>The address.</summary>
    public override string ToString() => Address.AbsoluteUri;
}
