using System.Buffers.Text;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using RichardSzalay.MockHttp;

namespace Vidora.Integration.AspNetCore.Tests;

/// <summary>The services that carry mParticle's batches, on a real socket: SNS, Pub/Sub, Amazon Data Firehose, CloudEvents.</summary>
public sealed class CarrierTests
{
    private const string Topic = "arn:aws:sns:eu-west-1:123456789012:mparticle";
    private const string Certificate = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123abcd.pem";
    private const string Subscribe = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&TopicArn=arn&Token=token-1";
    private const string Audience = "https://events.example.com/mparticle/pubsub";
    private const string Sender = "push@acme.iam.gserviceaccount.com";
    private const string GoogleKeys = "https://www.googleapis.com/oauth2/v3/certs";

    private static readonly RSA _key = RSA.Create(2048);
    private static readonly RSA _otherKey = RSA.Create(2048);

    private MockHttpMessageHandler _remote = null!;

    [SetUp]
    public void Start() => _remote = new MockHttpMessageHandler();

    [TearDown]
    public void Stop() => _remote.Dispose();

    [TestCase("1")]
    [TestCase("2")]
    public async Task Sns_SignedMessageOfAListedTopic_IsAccepted(string version)
    {
        var asked = _remote.When(HttpMethod.Get, Certificate).Respond("application/x-pem-file", Pem());
        await using var host = await StartAsync();
        Assert.That((await PostSnsAsync(host, Notification(Batches.One("a"), version))).Status, Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That((await PostSnsAsync(host, Notification(Batches.One("b"), version, subject: "Täglich \"neu\""))).Status, Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That(host.Forwarder.Store.LastId, Is.EqualTo(2));
        Assert.That(_remote.GetMatchCount(asked), Is.EqualTo(1), "the certificate is kept");
    }

    [Test]
    public async Task Sns_AnythingThatAmazonDidNotSign_IsRefusedAndNothingIsKept()
    {
        _remote.When(HttpMethod.Get, Certificate).Respond("application/x-pem-file", Pem());
        await using var host = await StartAsync();
        JsonObject[] messages =
        [
            Change(message => message["Message"] = Batches.One("forged")),
            Change(message => message["Signature"] = Convert.ToBase64String(new byte[256])),
            Change(message => message["Signature"] = "no Base64"),
            Change(message => message.Remove("Signature")),
            Change(message => message["SignatureVersion"] = "3"),
            Change(message => message["Subject"] = "added"),
            Notification(Batches.One("other"), key: _otherKey),
            Notification(Batches.One("other"), topic: "arn:aws:sns:eu-west-1:210987654321:mparticle"),
        ];
        foreach (var message in messages)
        {
            var reply = await PostSnsAsync(host, message);
            Assert.That((reply.Status, (string?)reply.Json["detail"]), Is.EqualTo((HttpStatusCode.Unauthorized, "The message is not one that Amazon SNS signed for a topic in SnsTopics.")), message.ToJsonString());
        }

        Assert.That((await host.PostAsync("/mparticle/sns", Encoding.UTF8.GetBytes(Batches.One("bare")))).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(host.Forwarder.Store.LastId, Is.Zero);
        Assert.That(await host.QuarantineAsync(), Is.Empty);

        JsonObject Change(Action<JsonObject> change)
        {
            var message = Notification(Batches.One("real"));
            change(message);
            return message;
        }
    }

    [TestCase("http://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123abcd.pem")]
    [TestCase("https://sns.us-east-1.amazonaws.com/SimpleNotificationService-0123abcd.pem")]
    [TestCase("https://sns.eu-west-1.amazonaws.com.evil.example/SimpleNotificationService-0123abcd.pem")]
    [TestCase("https://sns.eu-west-1.amazonaws.com@evil.example/SimpleNotificationService-0123abcd.pem")]
    [TestCase("https://user@sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123abcd.pem")]
    [TestCase("https://sns.eu-west-1.amazonaws.com:8443/SimpleNotificationService-0123abcd.pem")]
    [TestCase("https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123abcd.pem?x=1")]
    [TestCase("https://sns.eu-west-1.amazonaws.com/?Action=Publish&x=/SimpleNotificationService-0123abcd.pem")]
    [TestCase("file:///SimpleNotificationService-0123abcd.pem")]
    [TestCase("no address")]
    public async Task Sns_CertificateAtAnotherAddress_IsNeverAskedFor(string address)
    {
        var asked = _remote.When("*").Respond("application/x-pem-file", Pem());
        await using var host = await StartAsync();
        Assert.That((await PostSnsAsync(host, Notification(Batches.One("a"), certificate: address))).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(_remote.GetMatchCount(asked), Is.Zero);
    }

    [Test]
    public async Task Sns_Subscription_IsConfirmedForAListedTopicAtAnAddressOfAmazon()
    {
        _remote.When(HttpMethod.Get, Certificate).Respond("application/x-pem-file", Pem());
        var confirmed = _remote.When(HttpMethod.Get, Subscribe).Respond("text/xml", "<ConfirmSubscriptionResponse/>");
        await using var host = await StartAsync();
        Assert.That((await PostSnsAsync(host, Confirmation(Subscribe))).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That(_remote.GetMatchCount(confirmed), Is.EqualTo(1));
        Assert.That(host.Log.Lines, Has.None.Contains("token-1"));
    }

    [TestCase("https://evil.example/?Token=token-1")]
    [TestCase("https://sns.us-east-1.amazonaws.com/?Token=token-1")]
    [TestCase("http://sns.eu-west-1.amazonaws.com/?Token=token-1")]
    [TestCase("http://169.254.169.254/latest/meta-data")]
    public async Task Sns_SubscriptionElsewhere_IsNotConfirmed(string address)
    {
        _remote.When(HttpMethod.Get, Certificate).Respond("application/x-pem-file", Pem());
        var others = _remote.When("*").Respond(HttpStatusCode.OK);
        await using var host = await StartAsync();
        Assert.That((await PostSnsAsync(host, Confirmation(address))).Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(_remote.GetMatchCount(others), Is.Zero);
    }

    [Test]
    public async Task Sns_CertificateThatCannotBeHad_IsAskedForAgainLater()
    {
        var asked = _remote.When(HttpMethod.Get, Certificate).Respond(HttpStatusCode.InternalServerError);
        await using var host = await StartAsync();
        for (var i = 0; i < 3; i++)
        {
            Assert.That((await PostSnsAsync(host, Notification(Batches.One("a")))).Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        }

        Assert.That(_remote.GetMatchCount(asked), Is.EqualTo(1), "a sender must not make this host ask for each message");
    }

    [Test]
    public async Task Sns_UnreadableMessage_IsQuarantinedAndAnsweredWith400()
    {
        _remote.When(HttpMethod.Get, Certificate).Respond("application/x-pem-file", Pem());
        await using var host = await StartAsync();
        Assert.That((await PostSnsAsync(host, Notification("no batch"))).Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await host.QuarantineAsync(), Is.EqualTo(new[] { "no batch" }));
    }

    [Test]
    public async Task PubSub_TokenOfAListedAccount_IsAccepted()
    {
        var asked = _remote.When(HttpMethod.Get, GoogleKeys).Respond("application/json", Jwks("key-1"));
        await using var host = await StartAsync();
        Assert.That((await PostPubSubAsync(host, Batches.One("a"), Token())).Status, Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That((await PostPubSubAsync(host, Batches.One("b"), Token())).Status, Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That(host.Forwarder.Store.LastId, Is.EqualTo(2));
        Assert.That(_remote.GetMatchCount(asked), Is.EqualTo(1));
    }

    [Test]
    public async Task PubSub_AnyOtherToken_IsRefused()
    {
        _remote.When(HttpMethod.Get, GoogleKeys).Respond("application/json", Jwks("key-1"));
        await using var host = await StartAsync();
        string?[] tokens =
        [
            null,
            "",
            "Bearer",
            "Bearer a.b.c",
            "Bearer " + Token()["Bearer ".Length..].Split('.')[0] + ".e30.",
            Token(claims => claims["aud"] = "https://other.example"),
            Token(claims => claims["email"] = "other@acme.iam.gserviceaccount.com"),
            Token(claims => claims["email_verified"] = false),
            Token(claims => claims["iss"] = "https://evil.example"),
            Token(claims => claims["exp"] = 1_000_000_000),
            Token(claims => claims.Remove("exp")),
            Token(key: _otherKey),
            Token(algorithm: "none"),
            Token(algorithm: "HS256"),
            Token(keyId: "unknown"),
            Token()[..^4] + "AAAA",
        ];
        foreach (var token in tokens)
        {
            Assert.That((await PostPubSubAsync(host, Batches.One("a"), token)).Status, Is.EqualTo(HttpStatusCode.Unauthorized), token);
        }

        Assert.That(host.Forwarder.Store.LastId, Is.Zero);
    }

    [Test]
    public async Task PubSub_NewKeysOfGoogle_AreFetchedOnce()
    {
        var current = Jwks("key-1");
        var asked = _remote.When(HttpMethod.Get, GoogleKeys).Respond(_ => new HttpResponseMessage { Content = new StringContent(current) });
        await using var host = await StartAsync();
        Assert.That((await PostPubSubAsync(host, Batches.One("a"), Token())).Status, Is.EqualTo(HttpStatusCode.Accepted));
        current = Jwks("key-2");
        Assert.That((await PostPubSubAsync(host, Batches.One("b"), Token(keyId: "key-2"))).Status, Is.EqualTo(HttpStatusCode.Accepted));
        Assert.That((await PostPubSubAsync(host, Batches.One("c"), Token(keyId: "key-3"))).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
        Assert.That(_remote.GetMatchCount(asked), Is.EqualTo(2));
    }

    [TestCase("""{"message":{"messageId":"1"},"subscription":"s"}""", HttpStatusCode.OK, 0)]
    [TestCase("""{"message":{"data":"bm8gYmF0Y2g="},"subscription":"s"}""", HttpStatusCode.OK, 1)]
    [TestCase("""{"message":{"data":"!"},"subscription":"s"}""", HttpStatusCode.BadRequest, 0)]
    [TestCase("""[]""", HttpStatusCode.BadRequest, 0)]
    public async Task PubSub_Unreadable_IsAcknowledgedWhenTheQuarantineHasIt(string body, HttpStatusCode status, int quarantined)
    {
        _remote.When(HttpMethod.Get, GoogleKeys).Respond("application/json", Jwks("key-1"));
        await using var host = await StartAsync();
        var reply = await host.PostAsync(
            "/mparticle/pubsub", Encoding.UTF8.GetBytes(body), request => request.Headers.TryAddWithoutValidation("Authorization", Token()));
        Assert.That(reply.Status, Is.EqualTo(status), reply.Body);
        Assert.That(await host.QuarantineAsync(), Has.Count.EqualTo(quarantined));
    }

    [Test]
    public async Task Kinesis_Records_AreAcceptedAndAnsweredInItsForm()
    {
        await using var host = await StartAsync();
        var reply = await PostKinesisAsync(host, "request-1", [Batches.One("a") + Batches.One("b"), Batches.One("c")]);
        Assert.That((reply.Status, reply.MediaType), Is.EqualTo((HttpStatusCode.OK, "application/json")));
        Assert.That(((string?)reply.Json["requestId"], ((JsonObject)reply.Json).ContainsKey("errorMessage")), Is.EqualTo(("request-1", false)));
        Assert.That((long)reply.Json["timestamp"]!, Is.GreaterThan(1_700_000_000_000));
        Assert.That(host.Forwarder.Store.LastId, Is.EqualTo(3));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("other")]
    public async Task Kinesis_AccessKey_IsNeeded(string? key)
    {
        await using var host = await StartAsync();
        var reply = await PostKinesisAsync(host, "request-1", [Batches.One("a")], key);
        Assert.That((reply.Status, (string?)reply.Json["requestId"]), Is.EqualTo((HttpStatusCode.Unauthorized, "request-1")));
        Assert.That((string?)reply.Json["errorMessage"], Is.EqualTo("The header X-Amz-Firehose-Access-Key is missing or has an unknown value."));
        Assert.That(host.Forwarder.Store.LastId, Is.Zero);
    }

    [Test]
    public async Task Kinesis_UnreadableRecord_IsQuarantinedAndNotSentAgain()
    {
        await using var host = await StartAsync();
        var reply = await PostKinesisAsync(host, "request-1", [Batches.One("a"), "no batch"]);
        Assert.That((reply.Status, host.Forwarder.Store.LastId), Is.EqualTo((HttpStatusCode.OK, 1L)));
        Assert.That(await host.QuarantineAsync(), Is.EqualTo(new[] { "no batch" }));
    }

    [Test]
    public async Task Kinesis_IdOfAnotherRequestInTheHeader_IsRefusedAndNothingIsKept()
    {
        await using var host = await StartAsync();
        var reply = await PostKinesisAsync(host, "request-1", [Batches.One("a")], header: "request-2");
        Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(
            (string?)reply.Json["errorMessage"],
            Is.EqualTo("The body is not a request of Amazon Data Firehose with the id of its header. The host accepted nothing."));
        Assert.That(host.Forwarder.Store.LastId, Is.Zero);
    }

    [Test]
    public async Task Kinesis_TooManyRecords_AreRefusedAsAWhole()
    {
        await using var host = await StartAsync();
        var reply = await PostKinesisAsync(host, "request-1", [.. Enumerable.Repeat(Batches.One("a"), 10_001)]);
        Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.RequestEntityTooLarge));
        Assert.That(host.Forwarder.Store.LastId, Is.Zero);
    }

    [Test]
    public async Task Kinesis_AsManyRecordsAsARequestTakes_AreAccepted()
    {
        await using var host = await StartAsync();
        var reply = await PostKinesisAsync(host, "request-1", [.. Enumerable.Repeat("{}", 9_999), Batches.One("last")]);
        Assert.That((reply.Status, host.Forwarder.Store.LastId), Is.EqualTo((HttpStatusCode.OK, 1L)));
    }

    [Test]
    public async Task Kinesis_FullQueue_IsAnsweredWith503InItsForm()
    {
        await using var host = await StartAsync(limits: options => options.Limits.MaxEvents = 1);
        var reply = await PostKinesisAsync(host, "request-1", [Batches.One("a"), Batches.One("b")]);
        Assert.That((reply.Status, (string?)reply.Json["errorMessage"]), Is.EqualTo((HttpStatusCode.ServiceUnavailable, "The queue is full. The host accepted nothing. Send the same request again.")));
    }

    [Test]
    public async Task CloudEvents_InEveryMode_BringTheirBatches()
    {
        await using var host = await StartAsync();
        var one = Batches.One("a");
        var base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes(one));
        (string Type, string Body)[] requests =
        [
            ("application/json", one),
            ("application/cloudevents+json", $$"""{"specversion":"1.0","id":"1","source":"s","type":"t","data":{{one}}}"""),
            ("application/cloudevents+json; charset=utf-8", $$"""{"data":{{JsonValue.Create(one).ToJsonString()}},"specversion":"1.0"}"""),
            ("application/cloudevents+json", $$"""{"specversion":"1.0","data_base64":"{{base64}}"}"""),
            ("application/cloudevents-batch+json", $$"""[{"specversion":"1.0","data":{{one}}},{"specversion":"1.0","data_base64":"{{base64}}"}]"""),
        ];
        foreach (var (type, body) in requests)
        {
            var reply = await host.PostBatchesAsync(body, request => request.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse(type));
            Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.Accepted), type + ": " + reply.Body);
        }

        Assert.That(host.Forwarder.Store.LastId, Is.EqualTo(6));
    }

    [TestCase("application/cloudevents+json", "[]")]
    [TestCase("application/cloudevents+json", """{"specversion":"1.0"}""")]
    [TestCase("application/cloudevents+json", """{"data":{}}""")]
    [TestCase("application/cloudevents-batch+json", """{"specversion":"1.0","data":{}}""")]
    [TestCase("application/cloudevents-batch+json", """[{"specversion":"1.0","data":{}},7]""")]
    public async Task CloudEvents_Other_AreQuarantinedAndNamed(string type, string body)
    {
        await using var host = await StartAsync();
        var reply = await host.PostBatchesAsync(body, request => request.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse(type));
        Assert.That((reply.Status, (string?)reply.Json["detail"]), Is.EqualTo((HttpStatusCode.BadRequest, "The body is not a CloudEvent with data. The host accepted nothing.")));
        Assert.That(await host.QuarantineAsync(), Is.EqualTo(new[] { body }));
    }

    [Test]
    public async Task CloudEvents_InABatch_CountInTheErrors()
    {
        await using var host = await StartAsync();
        var reply = await host.PostBatchesAsync(
            $$"""[{"specversion":"1.0","data":{{Batches.One("a")}}},{"specversion":"1.0","data":"no batch"}]""",
            request => request.Content!.Headers.ContentType = new MediaTypeHeaderValue("application/cloudevents-batch+json"));
        Assert.That((reply.Status, (int?)reply.Json["errors"]![0]!["document"]), Is.EqualTo((HttpStatusCode.BadRequest, 2)));
        Assert.That(host.Forwarder.Store.LastId, Is.EqualTo(1));
    }

    [TestCase("sns")]
    [TestCase("pubsub")]
    [TestCase("kinesis")]
    public async Task Endpoint_WithoutItsCredential_DoesNotExist(string path)
    {
        await using var host = await ReceivingHost.StartAsync(vidoraIsDown: true);
        Assert.That((await host.PostAsync("/mparticle/" + path, "{}"u8.ToArray())).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [TestCase("sns")]
    [TestCase("pubsub")]
    [TestCase("kinesis")]
    public async Task Endpoint_ForAWebPage_IsForbidden(string path)
    {
        await using var host = await StartAsync();
        var reply = await host.PostAsync("/mparticle/" + path, "{}"u8.ToArray(), request => request.Headers.Add("Origin", "https://evil.example"));
        Assert.That(reply.Status, Is.EqualTo(HttpStatusCode.Forbidden));
    }

    private static Task<ReceivingHost.Reply> PostSnsAsync(ReceivingHost host, JsonObject message) => host.PostAsync(
        "/mparticle/sns",
        Encoding.UTF8.GetBytes(message.ToJsonString()),
        request => request.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse("text/plain; charset=UTF-8"));

    private static Task<ReceivingHost.Reply> PostPubSubAsync(ReceivingHost host, string batch, string? token) => host.PostAsync(
        "/mparticle/pubsub",
        Encoding.UTF8.GetBytes($$"""{"message":{"attributes":{"data":"x"},"data":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(batch))}}","messageId":"1"},"subscription":"projects/acme/subscriptions/s"}"""),
        request =>
        {
            if (token is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", token);
            }
        });

    private static Task<ReceivingHost.Reply> PostKinesisAsync(ReceivingHost host, string id, IReadOnlyList<string> records, string? key = "access-1", string? header = null) => host.PostAsync(
        "/mparticle/kinesis",
        Encoding.UTF8.GetBytes($$"""{"requestId":"{{id}}","timestamp":1719480000123,"records":[{{string.Join(',', records.Select(record => $$"""{"data":"{{Convert.ToBase64String(Encoding.UTF8.GetBytes(record))}}"}"""))}}]}"""),
        request =>
        {
            request.Headers.Add("X-Amz-Firehose-Request-Id", header ?? id);
            request.Headers.Add("X-Amz-Firehose-Protocol-Version", "1.0");
            if (key is not null)
            {
                request.Headers.TryAddWithoutValidation("X-Amz-Firehose-Access-Key", key);
            }
        });

    private static JsonObject Notification(
        string batch, string version = "1", string? subject = null, string topic = Topic, string certificate = Certificate, RSA? key = null)
    {
        var message = new JsonObject
        {
            ["Type"] = "Notification",
            ["MessageId"] = "165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
            ["TopicArn"] = topic,
            ["Message"] = batch,
            ["Timestamp"] = "2026-11-30T12:00:00.000Z",
            ["SignatureVersion"] = version,
            ["SigningCertURL"] = certificate,
            ["UnsubscribeURL"] = "https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe",
        };
        if (subject is not null)
        {
            message["Subject"] = subject;
        }

        return Sign(message, ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"], key);
    }

    private static JsonObject Confirmation(string address) => Sign(
        new JsonObject
        {
            ["Type"] = "SubscriptionConfirmation",
            ["MessageId"] = "165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
            ["Token"] = "token-1",
            ["TopicArn"] = Topic,
            ["Message"] = "You have chosen to subscribe to the topic.\nTo confirm the subscription, visit the SubscribeURL included in this message.",
            ["SubscribeURL"] = address,
            ["Timestamp"] = "2026-11-30T12:00:00.000Z",
            ["SignatureVersion"] = "2",
            ["SigningCertURL"] = Certificate,
        },
        ["Message", "MessageId", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"]);

    private static JsonObject Sign(JsonObject message, string[] names, RSA? key = null)
    {
        var text = string.Concat(names.Where(message.ContainsKey).Select(name => $"{name}\n{(string?)message[name]}\n"));
        var hash = (string?)message["SignatureVersion"] == "1" ? HashAlgorithmName.SHA1 : HashAlgorithmName.SHA256;
        message["Signature"] = Convert.ToBase64String((key ?? _key).SignData(Encoding.UTF8.GetBytes(text), hash, RSASignaturePadding.Pkcs1));
        return message;
    }

    private static string Pem()
    {
        var request = new CertificateRequest("CN=sns.amazonaws.com", _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(
            new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2099, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return certificate.ExportCertificatePem();
    }

    private static string Jwks(string keyId)
    {
        var key = _key.ExportParameters(includePrivateParameters: false);
        return $$"""{"keys":[{"kty":"RSA","use":"sig","alg":"RS256","kid":"{{keyId}}","n":"{{Base64Url.EncodeToString(key.Modulus)}}","e":"{{Base64Url.EncodeToString(key.Exponent)}}"}]}""";
    }

    private static string Token(Action<JsonObject>? change = null, RSA? key = null, string algorithm = "RS256", string keyId = "key-1")
    {
        var claims = new JsonObject
        {
            ["iss"] = "https://accounts.google.com",
            ["aud"] = Audience,
            ["email"] = Sender,
            ["email_verified"] = true,
            ["exp"] = 4_000_000_000,
        };
        change?.Invoke(claims);
        var signed = string.Create(
            CultureInfo.InvariantCulture, $"{Encode($$"""{"alg":"{{algorithm}}","kid":"{{keyId}}","typ":"JWT"}""")}.{Encode(claims.ToJsonString())}");
        return $"Bearer {signed}.{Base64Url.EncodeToString((key ?? _key).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";

        static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
    }

    private Task<ReceivingHost> StartAsync(Action<Delivery.VidoraForwardingOptions>? limits = null) => ReceivingHost.StartAsync(
        options =>
        {
            options.SnsTopics.Add(Topic);
            options.PubSubServiceAccounts.Add(Sender);
            options.PubSubAudience = Audience;
            options.KinesisAccessKeys.Add("access-1");
            options.KeyTransport = () => _remote;
        },
        forwarding: limits,
        vidoraIsDown: true);
}
