using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Vidora.Integration.Client;
using Vidora.Integration.Feed;

namespace Vidora.Integration.Tests.Feed;

public sealed class FeedAnswersTests
{
    [Test]
    public void Classify_EveryStatusCode_HasTheOutcomeOfTheTable()
    {
        for (var status = 100; status < 1000; status++)
        {
            var expected = status switch
            {
                202 => SendStatus.Accepted,
                (>= 200 and < 400) or 401 or 402 or 403 or 404 or 405 or 407 or 410 or 421 or 451 => SendStatus.AccountFault,
                408 or 425 or 429 => SendStatus.Retry,
                >= 400 and < 500 => SendStatus.Rejected,
                _ => SendStatus.Retry,
            };
            var outcome = Classify(status);
            Assert.That(
                (outcome.Status, outcome.Reason, outcome.HttpStatus, outcome.IsUnclassified),
                Is.EqualTo((expected, $"http_{status}", status, status is < 200 or >= 600)));
        }
    }

    [TestCase(200, "something else answers there")]
    [TestCase(302, "elsewhere")]
    [TestCase(401, "found none")]
    [TestCase(403, "active")]
    [TestCase(404, "does not know the address")]
    [TestCase(405, "does not know the address")]
    public void Advice_AnswerThatIsASetupFault_SaysWhatToCheck(int status, string expected) =>
        Assert.That(FeedAnswers.Advice(new SendOutcome(SendStatus.AccountFault, $"http_{status}") { HttpStatus = status }), Does.StartWith("Check the feed's ").And.Contains(expected));

    [TestCase(202)]
    [TestCase(400)]
    [TestCase(503)]
    [TestCase(999)]
    public void Advice_OtherAnswer_IsNone(int status) =>
        Assert.That(FeedAnswers.Advice(new SendOutcome(SendStatus.Retry, $"http_{status}") { HttpStatus = status }), Is.Empty);

    [Test]
    public void Advice_NoAnswer_SaysWhatToCheckWhenTheAddressIsWrong()
    {
        Assert.That(Advice(new HttpRequestException("?", new SocketException((int)SocketError.HostNotFound))), Does.StartWith("Check the feed's host").And.Contain("does not exist"));
        Assert.That(Advice(new HttpRequestException("?", new AuthenticationException())), Does.StartWith("Check the feed's host").And.Contain("certificates"));
        Assert.That(Advice(new TimeoutException()), Is.Empty);
    }

    [TestCase("org")]
    [TestCase("account")]
    [TestCase("app")]
    [TestCase("feed")]
    [TestCase("workspace")]
    [TestCase("acceleration")]
    [TestCase("system")]
    public void ExceededLimit_DocumentedWord_IsKeptWithoutQuotes(string limit)
    {
        Assert.That(FeedAnswers.ExceededLimit(Headers("X-mp-rate-limit-exceeded", $"\"{limit.ToUpperInvariant()}\"")), Is.EqualTo(limit));
        Assert.That(FeedAnswers.ExceededLimit(Headers("X-mp-rate-limit-exceeded", $" \u201c{limit}\u201d ")), Is.EqualTo(limit));
        Assert.That(FeedAnswers.ExceededLimit(Headers("X-mp-rate-limit-exceeded", $"'{limit}'")), Is.EqualTo(limit));
    }

    [Test]
    public void ExceededLimit_OtherWord_IsOther()
    {
        Assert.That(FeedAnswers.ExceededLimit(Headers("X-mp-rate-limit-exceeded", "moon")), Is.EqualTo("other"));
        Assert.That(FeedAnswers.ExceededLimit(Headers("X-other", "feed")), Is.Null);
    }

    [TestCase("92", 92)]
    [TestCase("92%", 92)]
    [TestCase(" \"92.9\" ", 92)]
    [TestCase("0", 0)]
    [TestCase("1e3", null)]
    [TestCase("-1", null)]
    [TestCase("99999", 1000)]
    [TestCase("1,5", null)]
    [TestCase("much", null)]
    [TestCase("", null)]
    public void PercentageUsed_Number_IsWholePercent(string value, int? expected) =>
        Assert.That(FeedAnswers.PercentageUsed(Headers("X-mp-rate-limit-percentage-used", value)), Is.EqualTo(expected));

    [TestCase("""{"errors":[{"code":"A","message":""},{"code":"","message":"b"},{"code":"C","message":7}]}""", "A; b; C")]
    [TestCase("""{"errors":[{"message":"a"}]} and more""", "a")]
    [TestCase("""{"errors":[{"message":"\ud800"}]}""", null)]
    [TestCase("""{"errors":[{"message":""}]}""", null)]
    [TestCase("""{"errors":[{"reason":"a"}]}""", null)]
    [TestCase("""{"errors":[{"message":"cut""", null)]
    [TestCase("""{"error":[{"message":"a"}]}""", null)]
    [TestCase("""[{"errors":[{"message":"a"}]}]""", null)]
    [TestCase("17", null)]
    public void Message_Body_GivesWhatItSays(string body, string? expected) =>
        Assert.That(FeedAnswers.Message(Encoding.UTF8.GetBytes(body)), Is.EqualTo(expected));

    [Test]
    public void Message_ExactlyTheLimit_IsWhole()
    {
        Assert.That(FeedAnswers.Message(Encoding.UTF8.GetBytes($$"""{"errors":[{"message":"{{new string('x', 500)}}"}]}""")), Is.EqualTo(new string('x', 500)));
        Assert.That(FeedAnswers.Message(Encoding.UTF8.GetBytes($$"""{"errors":[{"message":"{{new string('x', 500)}}y"}]}""")), Is.EqualTo(new string('x', 500)));
    }

    [TestCase("", "http_202", SendStatus.Accepted)]
    [TestCase("{}", "http_202", SendStatus.Accepted)]
    [TestCase("""{"errors":[]}""", "http_202", SendStatus.Accepted)]
    [TestCase("""{"errors":[{"code":"BAD_REQUEST","message":"mpid 17 is unknown"}]}""", "error_in_answer", SendStatus.AccountFault)]
    [TestCase("<html>maintenance</html>", "unrecognised_answer", SendStatus.AccountFault)]
    [TestCase("Accepted", "unrecognised_answer", SendStatus.AccountFault)]
    public void Classify_202_IsAYesOnlyWhenItsBodyIs(string body, string reason, SendStatus status)
    {
        var outcome = Classify(202, body);

        Assert.That((outcome.Status, outcome.Reason), Is.EqualTo((status, reason)));
        Assert.That(FeedAnswers.Advice(outcome), status == SendStatus.Accepted ? Is.Empty : Does.StartWith("Check the feed").And.Not.Contain("17"));
    }

    [Test]
    public void Classify_TextAboutASignature_IsNotMParticles() => Assert.That(Classify(400, "Invalid signature").Status, Is.EqualTo(SendStatus.Rejected));

    private static SendOutcome Classify(int status, string body = "")
    {
        using var response = new HttpResponseMessage((System.Net.HttpStatusCode)status);
        return FeedAnswers.Classify(new Answer(response, Encoding.UTF8.GetBytes(body), 1024, default));
    }

    private static string Advice(Exception failure) => FeedAnswers.Advice(AnswerClassifier.Classify(failure));

    private static System.Net.Http.Headers.HttpResponseHeaders Headers(string name, string value)
    {
        var response = new HttpResponseMessage();
        response.Headers.TryAddWithoutValidation(name, value);
        return response.Headers;
    }
}
