using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Vidora.Integration.Client;

namespace Vidora.Integration.Tests.Client;

public sealed class AnswerClassifierTests
{
    private static readonly int[] _transient = [408, 425, 429];
    private static readonly int[] _setupFault = [401, 403];

    [Test]
    public void Classify_EveryStatusCode_HasTheOutcomeOfTheTable()
    {
        for (var status = 100; status < 1000; status++)
        {
            var expected = status switch
            {
                >= 200 and < 300 => SendStatus.Accepted,
                413 => SendStatus.Rejected,
                _ when _transient.Contains(status) => SendStatus.Retry,
                _ when _setupFault.Contains(status) || status / 100 == 3 => SendStatus.AccountFault,
                >= 400 and < 500 => SendStatus.Rejected,
                _ => SendStatus.Retry,
            };
            var isKnown = status is >= 200 and < 600;

            var outcome = AnswerClassifier.Classify(status, default);
            Assert.That(
                (outcome.Status, outcome.Reason, outcome.HttpStatus, outcome.IsUnclassified),
                Is.EqualTo((expected, $"http_{status}", status, !isKnown)));
        }
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(int.MaxValue)]
    public void Classify_StatusThatIsNone_IsTransientAndUnclassified(int status)
    {
        var outcome = AnswerClassifier.Classify(status, default);

        Assert.That(outcome.Status, Is.EqualTo(SendStatus.Retry));
        Assert.That(outcome.IsUnclassified, Is.True);
    }

    [TestCase("")]
    [TestCase("OK")]
    [TestCase("{}")]
    [TestCase("[]")]
    [TestCase("""{"status":"ok","data":{"error":"not at the top"}}""")]
    [TestCase("""["error"]""")]
    [TestCase("\"error\"")]
    [TestCase("""{"error":null}""")]
    [TestCase("""{"error":false,"errors":[]}""")]
    [TestCase("""{"error":"","errors":{}}""")]
    [TestCase("""{"received":2,"errors":0}""")]
    [TestCase("""{"status":"ok","er""")]
    [TestCase("""{"error":"cut""")]
    [TestCase("<html>error</html>")]
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

    private static SendOutcome Classify(int status, string body) => AnswerClassifier.Classify(status, Encoding.UTF8.GetBytes(body));
}
