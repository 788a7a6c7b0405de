namespace Vidora.Integration.Tests.Feed;

public sealed class MParticleFeedHostTests
{
    private static readonly (MParticleFeedHost Host, string Address)[] _known =
    [
        (MParticleFeedHost.Partner, "https://inbound.mparticle.com/s2s/v2/bulkevents"),
        (MParticleFeedHost.Custom, "https://s2s.mparticle.com/v2/bulkevents"),
        (MParticleFeedHost.CustomUs1, "https://s2s.us1.mparticle.com/v2/bulkevents"),
        (MParticleFeedHost.CustomUs2, "https://s2s.us2.mparticle.com/v2/bulkevents"),
        (MParticleFeedHost.CustomEu1, "https://s2s.eu1.mparticle.com/v2/bulkevents"),
        (MParticleFeedHost.CustomAu1, "https://s2s.au1.mparticle.com/v2/bulkevents"),
    ];

    [TestCaseSource(nameof(_known))]
    public void Address_OfAKnownHost_IsTheDocumentedOne((MParticleFeedHost Host, string Address) known) =>
        Assert.That(new Uri(known.Host.Address, "v2/bulkevents").AbsoluteUri, Is.EqualTo(known.Address));

    [Test]
    public void Default_IsThePartnerHost() => Assert.That(default(MParticleFeedHost).Address, Is.EqualTo(MParticleFeedHost.Partner.Address));

    [TestCase("http://127.0.0.1:8480", "http://127.0.0.1:8480/")]
    [TestCase("http://localhost:8480/s2s", "http://localhost:8480/s2s/")]
    [TestCase("http://emulator:8480/s2s", "http://emulator:8480/s2s/")]
    [TestCase("https://example.test/a/", "https://example.test/a/")]
    public void Constructor_AddressThatMayBe_EndsInASlash(string address, string kept) =>
        Assert.That(new MParticleFeedHost(new Uri(address)).ToString(), Is.EqualTo(kept));

    [TestCase("http://inbound.mparticle.com")]
    [TestCase("http://S2S.EU1.mparticle.com.:80")]
    [TestCase("ftp://example.test")]
    [TestCase("https://user:password@example.test")]
    [TestCase("https://example.test/?q=1")]
    [TestCase("https://example.test/#f")]
    [TestCase("/relative")]
    public void Constructor_AddressThatMayNotBe_ThrowsWithoutShowingIt(string address) =>
        Assert.That(
            () => new MParticleFeedHost(new Uri(address, UriKind.RelativeOrAbsolute)),
            Throws.ArgumentException.With.Message.Not.Contains("password").And.Message.Contains("https"));
}
