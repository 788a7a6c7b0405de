using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Vidora.Integration.Client;

namespace Vidora.Integration.Tests.Client;

public sealed class AnswerClassifierTests
{
    private static readonly int[] _accepted = [200, 201, 202, 204];
    private static readonly int[] _transient = [408, 425, 429];
    private static readonly int[] _setupFault = [401, 402, 403, 404, 405, 407, 410, 421, 451];
    private static readonly DateTimeOffset _now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Test]
    public void Classify_EveryStatusCode_HasTheOutcomeOfTheTable()
    {
        for (var status = 100; status < 1000; status++)
        {
            var expected = status switch
            {
                _ when _accepted.Contains(status) => SendStatus.Accepted,
                _ when _transient.Contains(status) => SendStatus.Retry,
                _ when _setupFault.Contains(status) || status / 100 is 2 or 3 => SendStatus.AccountFault,
                >= 400 and < 500 => SendStatus.Rejected,
                _ => SendStatus.Retry,
            };
            var isKnown = status is >= 200 and < 600;

            var outcome = Classify(status);
            Assert.That(
                (outcome.Status, outcome.Reason, outcome.HttpStatus, outcome.IsUnclassified),
                Is.EqualTo((expected, $"http_{status}", status, !isKnown)));
        }
    }

    [TestCase(404)]
    [TestCase(410)]
    public void Classify_NothingThereForOneUser_IsNoSetupFault(int status)
    {
        Assert.That(Classify(status, use: AnswerUse.DataAboutOne).Status, Is.EqualTo(SendStatus.Rejected));
        Assert.That(Classify(status, use: AnswerUse.Data).Status, Is.EqualTo(SendStatus.AccountFault));
    }

    [TestCase("")]
    [TestCase(" \r\n\t")]
    [TestCase("\uFEFF{}")]
    [TestCase("{}")]
    [TestCase("[]")]
    [TestCase("""{"status":"ok","data":{"error":"not at the top"}}""")]
    [TestCase("""["error"]""")]
    [TestCase("\"error\"")]
    [TestCase("""{"error":null}""")]
    [TestCase("""{"error":false,"errors":[]}""")]
    [TestCase("""{"error":"","errors":{}}""")]
    [TestCase("""{"received":2,"errors":0}""")]
    [TestCase("""{"success":true,"ok":"false","status":"failing"}""")]
    [TestCase("""{"nested":{"success":false,"status":"error"}}""")]
    [TestCase("""[{"ok":true}]""")]
    [TestCase("""[{"ok":true},{"error":"one of several events"}]""")]
    [TestCase("[1,2]")]
    [TestCase("true")]
    [TestCase("""{"\ud800":1}""")]
    [TestCase("""{"err\udc00r":1,"ok":true}""")]
    public void Classify_AcceptedWithoutError_IsAccepted(string body)
    {
        var outcome = Classify(200, body);

        Assert.That((outcome.Status, outcome.Reason), Is.EqualTo((SendStatus.Accepted, "http_200")));
    }

    [TestCase("""{"error":"bad event"}""")]
    [TestCase("""{"status":"ok","errors":[{"index":0}]}""")]
    [TestCase("""{"errors":{"0":"type is missing"}}""")]
    [TestCase("""{"error":true}""")]
    [TestCase("""{"error":7}""")]
    [TestCase("""{"errors":1e400}""")]
    [TestCase("""{"err\u006fr":"escaped"}""")]
    [TestCase("""{"\ud800":1,"error":"behind half of a surrogate pair"}""")]
    [TestCase("\uFEFF{\"error\":\"after a byte order mark\"}")]
    [TestCase("""[{"error":"in an array of one"}]""")]
    [TestCase("""[{"errors":["in an array of one"]}]""")]
    [TestCase("""{"success":false}""")]
    [TestCase("""{"id":[{"a":1}],"ok":false}""")]
    [TestCase("""{"status":"error"}""")]
    [TestCase("""{"status":"Failed"}""")]
    [TestCase("""{"status":"fail","message":"type is missing"}""")]
    public void Classify_AcceptedWithErrorMember_IsRejected(string body)
    {
        var outcome = Classify(200, body);

        Assert.That((outcome.Status, outcome.Reason), Is.EqualTo((SendStatus.Rejected, "error_in_answer")));
    }

    [TestCase(200, "Invalid signature")]
    [TestCase(202, """{"error":"Invalid signature"}""")]
    [TestCase(200, """{"message":"Invalid signature: expired"}""")]
    [TestCase(400, "Invalid signature")]
    public void Classify_InvalidSignatureInTheBody_IsASetupFault(int status, string body)
    {
        var outcome = Classify(status, body);

        Assert.That((outcome.Status, outcome.Reason), Is.EqualTo((SendStatus.AccountFault, "invalid_signature")));
    }

    [TestCase(429, SendStatus.Retry)]
    [TestCase(500, SendStatus.Retry)]
    [TestCase(413, SendStatus.Rejected)]
    public void Classify_InvalidSignatureInAnotherAnswer_IsWhatTheStatusSays(int status, SendStatus expected)
    {
        Assert.That(Classify(status, "Invalid signature").Status, Is.EqualTo(expected));
    }

    private static readonly TestCaseData[] _failures =
    [
        new(new TaskCanceledException(), SendStatus.Retry, "timeout", true),
        new(new TimeoutException(), SendStatus.Retry, "timeout", true),
        new(new HttpRequestException("?"), SendStatus.Retry, "network_failure", true),
        new(new HttpRequestException(HttpRequestError.ConnectionError, "?", new SocketException((int)SocketError.ConnectionRefused)), SendStatus.Retry, "network_failure", true),
        new(new HttpRequestException(HttpRequestError.ConnectionError, "?", new SocketException((int)SocketError.HostUnreachable)), SendStatus.Retry, "network_failure", true),
        new(new HttpRequestException("?", new IOException("?", new SocketException((int)SocketError.ConnectionReset))), SendStatus.Retry, "network_failure", true),
        new(new HttpIOException(HttpRequestError.ResponseEnded), SendStatus.Retry, "network_failure", true),
        new(new IOException(), SendStatus.Retry, "network_failure", true),
        new(new HttpRequestException(HttpRequestError.NameResolutionError), SendStatus.AccountFault, "unknown_host", true),
        new(new HttpRequestException(HttpRequestError.NameResolutionError, "?", new SocketException((int)SocketError.HostNotFound)), SendStatus.AccountFault, "unknown_host", true),
        new(new HttpRequestException(HttpRequestError.NameResolutionError, "?", new SocketException((int)SocketError.TryAgain)), SendStatus.Retry, "network_failure", true),
        new(new HttpRequestException(HttpRequestError.SecureConnectionError, "?", new AuthenticationException()), SendStatus.AccountFault, "tls_failure", true),
        new(new HttpRequestException(HttpRequestError.SecureConnectionError, "?", new IOException()), SendStatus.Retry, "network_failure", true),
        new(new InvalidOperationException(), SendStatus.Retry, "unexpected_failure", false),
        new(new OutOfMemoryException(), SendStatus.Retry, "unexpected_failure", false),
    ];

    [TestCaseSource(nameof(_failures))]
    public void Classify_Failure_HasTheOutcomeOfTheTable(Exception failure, SendStatus status, string reason, bool isClassified)
    {
        var outcome = AnswerClassifier.Classify(failure);

        Assert.That((outcome.Status, outcome.Reason, outcome.IsUnclassified), Is.EqualTo((status, reason, !isClassified)));
    }

    [TestCase("OK")]
    [TestCase("<html>Please log in.</html>")]
    [TestCase("""{"status":"ok","er""")]
    [TestCase("""{"error":"cut""")]
    [TestCase("{} {}")]
    [TestCase("{}<!-- added by a proxy -->")]
    public void Classify_SuccessThatIsNotJson_IsASetupFault(string body)
    {
        foreach (var status in _accepted)
        {
            Assert.That((Classify(status, body).Status, Classify(status, body).Reason), Is.EqualTo((SendStatus.AccountFault, "unrecognised_answer")));
        }
    }

    [TestCase(203)]
    [TestCase(205)]
    [TestCase(206)]
    [TestCase(299)]
    public void Classify_SuccessOfAnotherKind_IsASetupFaultAlsoWithAYes(int status) =>
        Assert.That((Classify(status, "{}").Status, Classify(status, "{}").Reason), Is.EqualTo((SendStatus.AccountFault, $"http_{status}")));

    [TestCase("gzip", "unrecognised_answer")]
    [TestCase("br", "unrecognised_answer")]
    [TestCase("identity", "http_200")]
    public void Classify_ContentEncoding_IsAYesOnlyWhenItWasDecoded(string encoding, string reason) =>
        Assert.That(Classify(200, "{}", response => response.Content.Headers.ContentEncoding.Add(encoding)).Reason, Is.EqualTo(reason));

    [TestCase(0, "http_200")]
    [TestCase(1, "unrecognised_answer")]
    public void Classify_AnswerOfExactlyTheLimit_IsReadAndALongerOneIsNotAYes(int more, string reason)
    {
        var body = Encoding.UTF8.GetBytes("{}" + new string(' ', 8 + more));

        using var response = new HttpResponseMessage();
        Assert.That(AnswerClassifier.Classify(new Answer(response, body, 10, _now), AnswerUse.Receipt).Reason, Is.EqualTo(reason));
    }

    [TestCase("""[{"id":"a","status":"failed"}]""")]
    [TestCase("""{"request_id":"x","status":"error","success":false}""")]
    [TestCase("""[{"error":"of an object"}]""")]
    public void Classify_DataThatLooksLikeANo_IsData(string body) =>
        Assert.That(Classify(200, body, use: AnswerUse.Data).Status, Is.EqualTo(SendStatus.Accepted));

    [TestCase("", null, "no content")]
    [TestCase("<!doctype html>", "nginx/1.25.3", "an HTML page from the server nginx")]
    [TestCase("""{"a":1}""", "Kestrel", "JSON from the server Kestrel")]
    [TestCase("nothing here", "cloud-front (x)", "text that is not JSON from the server cloud-front")]
    [TestCase("nothing here", "ExampleCo.00000001", "text that is not JSON")]
    [TestCase("", "AServerWithAVeryLongName", "no content")]
    public void Classify_OtherServer_SaysWhatAnswersThereWithoutItsText(string body, string? server, string expected)
    {
        var outcome = Classify(404, body, response => response.Headers.TryAddWithoutValidation("Server", server));

        Assert.That(outcome.Origin, Is.EqualTo(expected));
        Assert.That(SetupFault.Describe(outcome), Does.StartWith($"the host of BaseAddress answered 404 with {expected}, which is not"));
    }

    [Test]
    public void Classify_CompressedPage_IsCalledThat() =>
        Assert.That(Classify(200, "?", response => response.Content.Headers.ContentEncoding.Add("gzip")).Origin, Is.EqualTo("compressed content"));

    [TestCase(401, 7200, null, "2 h behind")]
    [TestCase(403, -7200, null, "2 h ahead of")]
    [TestCase(401, 61, null, "61 s behind")]
    [TestCase(401, 60, null, null)]
    [TestCase(401, -60, null, null)]
    [TestCase(404, 7200, null, null)]
    [TestCase(401, -600, 600, null)]
    public void Classify_DateOfARefusedKey_ShowsThatThisClockIsWrong(int status, int secondsLater, int? age, string? expected)
    {
        var outcome = Classify(status, "", response =>
        {
            response.Headers.Date = _now.AddSeconds(secondsLater);
            response.Headers.Age = age is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        });

        Assert.That(outcome.Reason, Is.EqualTo(expected is null ? $"http_{status}" : "wrong_clock"));
        Assert.That(outcome.Status, Is.EqualTo(SendStatus.AccountFault));
        Assert.That(
            SetupFault.Describe(outcome),
            expected is null ? Does.Not.Contain("clock") : Does.StartWith($"Vidora answered {status}, and the clock of this machine is {expected} Vidora's."));
    }

    [Test]
    public void Classify_RefusedKeyWithoutDate_IsAboutTheKey() => Assert.That(Classify(401).Reason, Is.EqualTo("http_401"));

    [TestCase(407, "The proxy tunnel request to proxy 'http://user:secret@proxy.example:3128/' failed with status code '407'.", "the proxy proxy.example:3128")]
    [TestCase(403, "Another text", "a proxy")]
    public void Classify_ProxyRefuses_IsASetupFaultThatNamesIt(int status, string message, string origin)
    {
        var outcome = AnswerClassifier.Classify(new HttpRequestException(HttpRequestError.ProxyTunnelError, message, null, (System.Net.HttpStatusCode)status));

        Assert.That((outcome.Status, outcome.Reason, outcome.Origin), Is.EqualTo((SendStatus.AccountFault, "proxy_refused", origin)));
        Assert.That(SetupFault.Describe(outcome), Does.StartWith($"{origin} answered {status}").And.Not.Contain("secret"));
    }

    [Test]
    public void Classify_ProxyCannotReachVidora_IsTransient() => Assert.That(
        AnswerClassifier.Classify(new HttpRequestException(HttpRequestError.ProxyTunnelError, "?", null, System.Net.HttpStatusCode.BadGateway)).Reason,
        Is.EqualTo("network_failure"));

    private static SendOutcome Classify(
        int status, string body = "", Action<HttpResponseMessage>? configure = null, AnswerUse use = AnswerUse.Receipt)
    {
        using var response = new HttpResponseMessage((System.Net.HttpStatusCode)status);
        configure?.Invoke(response);
        return AnswerClassifier.Classify(new Answer(response, Encoding.UTF8.GetBytes(body), 1024 * 1024, _now), use);
    }
}
