using System.Globalization;
using System.Net;
using Vidora.Integration.Client;
using Vidora.Integration.Tests.Client;
using Vidora.Integration.Tests.Feed;

namespace Vidora.Integration.Tests.Attacks;

/// <summary>
/// A hostile or broken server asks for a wait without end, for one in the past, or for nonsense. A wait must be kept and must not be
/// shortened to nothing, but no header parks an account for good or breaks the client (lesson 13).
/// </summary>
public sealed class RetryAfterTests
{
    private const int Day = 24 * 60 * 60;

    private static readonly TestCaseData[] _headers =
    [
        new TestCaseData("120", 120.0),
        new TestCaseData(" 120 ", 120.0),
        new TestCaseData("0", 0.0),
        new TestCaseData("0.5", 0.5),
        new TestCaseData("86399", Day - 1.0),
        new TestCaseData("86400", (double)Day),
        new TestCaseData("86401", (double)Day),
        new TestCaseData("2147483648", (double)Day),
        new TestCaseData("1000000000000000000", (double)Day),
        new TestCaseData(new string('9', 4000), (double)Day).SetArgDisplayNames("4,000 nines"),
        new TestCaseData("-5", null),
        new TestCaseData("-1000000000000000000", null),
        new TestCaseData("NaN", null),
        new TestCaseData("Infinity", null),
        new TestCaseData("1e9", null),
        new TestCaseData("1,000", null),
        new TestCaseData(".", null),
        new TestCaseData("soon", null),
        new TestCaseData("12:30", null),
        new TestCaseData("", null),
        new TestCaseData("Fri, 31 Dec 9999 23:59:59 GMT", (double)Day),
        new TestCaseData("Mon, 01 Jan 1900 00:00:00 GMT", 0.0),
        new TestCaseData("Mon, 01 Jan 0001 00:00:00 GMT", 0.0),
        new TestCaseData("Fri, 31 Dec 99999 23:59:59 GMT", null),
    ];

    [TestCaseSource(nameof(_headers))]
    public async Task Vidora_AnyRetryAfter_IsKeptWithinADay(string header, double? seconds)
    {
        using var account = new ExampleAccount().Answering(HttpStatusCode.TooManyRequests, retryAfter: header);

        var outcome = (await account.CreateClient().SendEventsAsync(ExampleAccount.Events(1))).Outcome;

        Assert.That((outcome.Status, outcome.RetryAfter?.TotalSeconds), Is.EqualTo((SendStatus.Retry, seconds)));
    }

    [TestCaseSource(nameof(_headers))]
    public async Task Feed_AnyRetryAfter_IsKeptWithinADay(string header, double? seconds)
    {
        using var feed = new ExampleFeed().Answering(HttpStatusCode.TooManyRequests, "", ("Retry-After", header));

        var outcome = (await feed.CreateClient().WriteAsync(ExampleFeed.Users(1))).Outcome;

        Assert.That((outcome.Status, outcome.RetryAfter?.TotalSeconds), Is.EqualTo((SendStatus.Retry, seconds)));
    }

    [Test]
    public async Task Vidora_ManyRetryAfters_FirstThatCanBeUnderstoodCounts()
    {
        using var account = new ExampleAccount().Answering(_ =>
        {
            var response = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable);
            response.Headers.TryAddWithoutValidation("Retry-After", ["never", .. Enumerable.Range(1, 1000).Select(i => i.ToString(CultureInfo.InvariantCulture))]);
            return response;
        });

        var outcome = (await account.CreateClient().SendEventsAsync(ExampleAccount.Events(1))).Outcome;

        Assert.That(outcome.RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(1)));
    }
}
