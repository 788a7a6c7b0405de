using System.Text;
using Vidora.Integration.MParticle.Firehose;

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
            Assert.That(request.SubjectRequestType, Is.EqualTo(DsrRequestType.Erasure));
            Assert.That(request.ApiVersion, Is.EqualTo("3.0"));
            Assert.That(request.Regulation, Is.EqualTo(PrivacyRegulation.Gdpr));
            Assert.That(request.Account, Is.Null);
            Assert.That(request.Identities.Select(i => (i.Type, i.Value, i.Encoding)), Is.EqualTo(new[]
            {
                ("email", "a@example.test", "raw"),
                ("android_id", "A-1", "raw"),
                ("other6", "O-6", "raw"),
            }));
            Assert.That(request.Mpids, Is.Empty);
        });
    }

    [TestCase("1714592744.067235000", "2024-05-01T19:45:44.0672350+00:00")]
    [TestCase("1714592744", "2024-05-01T19:45:44.0000000+00:00")]
    [TestCase("\"1714592744.5\"", "2024-05-01T19:45:44.5000000+00:00")]
    [TestCase("-1.5", "1969-12-31T23:59:58.5000000+00:00")]
    [TestCase("\"2021-11-01T15:00:00Z\"", "2021-11-01T15:00:00.0000000+00:00")]
    [TestCase("\"2021-11-01T15:00:00.25+01:00\"", "2021-11-01T14:00:00.2500000+00:00")]
    [TestCase("\"2021-11-01T15:00:00\"", "2021-11-01T15:00:00.0000000+00:00")]
    [TestCase("0", null)]
    [TestCase("1e20", null)]
    [TestCase("-1e20", null)]
    [TestCase("-62135596800", "0001-01-01T00:00:00.0000000+00:00")]
    [TestCase("-62135596800.1", null)]
    [TestCase("253402300800", null)]
    [TestCase("253402300799.99999999", "9999-12-31T23:59:59.9999999+00:00")]
    [TestCase("\"2018 10 02T15:00:01Z\"", "2018-10-02T15:00:01.0000000+00:00")]
    [TestCase("\"soon\"", null)]
    [TestCase("\"\"", null)]
    [TestCase("true", null)]
    [TestCase("null", null)]
    [TestCase("[]", null)]
    public void SubmittedTime_SecondsOrText_IsAnInstantInUtc(string submitted, string? expected)
    {
        var time = Read($"\"submitted_time\":{submitted}").SubmittedTime;
        Assert.That(time?.ToString("O", System.Globalization.CultureInfo.InvariantCulture), Is.EqualTo(expected));
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
        Assert.That(request.Identities.Select(i => i.Type), Does.Not.Contain("mpid").And.Not.Contain("mpids"));
    }

    [Test]
    public void Mpids_OfTheRequestItself_AreRead() =>
        Assert.That(Read("\"mpid\":\"4\",\"subject_identities\":{\"mpid\":{\"value\":\"5\"}}").Mpids, Is.EqualTo(new[] { 4L, 5L }));

    [TestCase("""{"email":"plain@example.test"}""", "email=plain@example.test")]
    [TestCase("""{"email":{"encoding":"raw"},"other":null,"android_id":[1]}""", "")]
    [TestCase("""[{"email":1}]""", "")]
    [TestCase("5", "")]
    public void Identities_OddForms_AreReadOrPassedOver(string identities, string expected) => Assert.That(
        string.Join(',', Read($"\"subject_identities\":{identities}").Identities.Select(i => $"{i.Type}={i.Value}")),
        Is.EqualTo(expected));

    private static DsrProcessingRequest Read(string members) => (DsrProcessingRequest)FirehoseJson.ReadRequest(
        (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes("{" + members + ",\"type\":\"dsr_processing_request\"}"));
}
