using System.Text;
using Vidora.Integration.MParticle.Firehose;
using Vidora.Integration.MParticle.Json;

namespace Vidora.Integration.Tests.MParticle.Firehose;

public sealed class DsrProcessingRequestTests
{
    [Test]
    public void Fields_OfACompleteRequest_AreRead()
    {
        var request = Read("""
            "id":"1","subject_request_id":"a7551968","subject_request_type":"erasure","submitted_time":"2021-11-01T15:00:00Z",
            "subject_identities":{"email":{"value":"a@example.test","encoding":"raw"},"android_id":{"encoding":"raw","value":"A-1"}},
            "api_version":"3.0","regulation":"GDPR",
            "extensions":{"other.processor":{"mpid":"1"},"opendsr.mparticle.com":{"subject_identities":{"other6":{"value":"O-6","encoding":"raw"}}}}
            """);
        Assert.Multiple(() =>
        {
            Assert.That(request.SubjectRequestId, Is.EqualTo("a7551968"));
            Assert.That(request.SubjectRequestType, Is.EqualTo("erasure"));
            Assert.That(request.Account, Is.Null);
            Assert.That(request.Mpids, Is.Empty);
        });
    }

    [TestCase("""{"opendsr.mparticle.com":{"subject_identities":{"mpid":{"value":"-5","encoding":"raw"}}}}""", new long[] { -5 })]
    [TestCase("""{"opendsr.mparticle.com":{"subject_identities":{"mpid":"9223372036854775807"}}}""", new[] { long.MaxValue })]
    [TestCase("""{"opendsr.mparticle.com":{"subject_identities":{"mpids":[1,"2",{"value":3},1,0,null,"x"]}}}""", new long[] { 1, 2, 3 })]
    [TestCase("""{"opendsr.mparticle.com":{"mpids":[1,2],"subject_identities":{"mpid":2,"email":"e"}}}""", new long[] { 1, 2 })]
    [TestCase("""{"opendsr.mparticle.com":{"mpid":"8"}}""", new long[] { 8 })]
    [TestCase("""{"opendsr.mparticle.com":null}""", new long[0])]
    [TestCase("[]", new long[0])]
    public void Mpids_OfTheExtension_AreRead(string extensions, long[] mpids)
    {
        var request = Read($"\"extensions\":{extensions}");
        Assert.That(request.Mpids, Is.EqualTo(mpids));
    }

    [Test]
    public void Mpids_OfTheRequestItself_AreRead() =>
        Assert.That(Read("\"mpid\":\"4\",\"subject_identities\":{\"mpid\":{\"value\":\"5\"}}").Mpids, Is.EqualTo(new[] { 4L, 5L }));

    private static DsrProcessingRequest Read(string members) => (DsrProcessingRequest)FirehoseJson.ReadRequest(
        (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes("{" + members + ",\"type\":\"dsr_processing_request\"}"));
}
