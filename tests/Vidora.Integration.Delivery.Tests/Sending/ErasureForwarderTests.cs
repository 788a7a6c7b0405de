namespace Vidora.Integration.Delivery.Tests.Sending;

[Slow]
[TestFixture]
public sealed class ErasureForwarderTests
{
    private static IEnumerable<TestCaseData> Failures()
    {
        yield return Case(new VidoraApiException { StatusCode = 199 }, "http_199");
        yield return Case(new VidoraApiException { StatusCode = 200 }, "unrecognised_answer");
        yield return Case(new VidoraApiException { StatusCode = 299 }, "unrecognised_answer");
        yield return Case(new VidoraApiException { StatusCode = 300 }, "http_300");
        yield return Case(new VidoraApiException { StatusCode = 399 }, "http_399");
        yield return Case(new VidoraApiException { StatusCode = 408, IsTransient = true }, "http_408");
        yield return Case(new VidoraApiException { StatusCode = 401, IsAccountFault = true }, "http_401");
        yield return Case(new VidoraApiException { StatusCode = 500 }, "http_500");
        yield return Case(new VidoraApiException { IsAccountFault = true }, "account_fault");
        yield return Case(new VidoraApiException { IsTransient = true }, "network");
        yield return Case(new InvalidOperationException("secret text"), "unexpected");

        static TestCaseData Case(Exception failure, string reason) => new TestCaseData(failure, reason).SetArgDisplayNames(reason);
    }

    [TestCaseSource(nameof(Failures))]
    public async Task Forward_FailureThatMayPass_StaysOpenWithItsReasonAndIsAskedAgain(Exception failure, string reason)
    {
        await using var harness = new ForwardingHarness();
        var failures = 1;
        harness.Client.ErasureFailure = () => failures-- > 0 ? failure : null;
        await harness.Forwarder.ForgetAsync(["42"]);

        await harness.StartAsync();
        await harness.Time.RunUntilAsync(() => harness.Client.Erasures.Count == 1);
        await harness.Time.SettleAsync();
        var open = (await harness.Store.GetErasuresAsync()).Single();
        await harness.RunUntilAsync(status => status.OpenErasures == 0);

        Assert.That((open.LastReason, open.AnsweredAt, open.Attempts, open.DueAt), Is.EqualTo((reason, (DateTimeOffset?)null, 1, Samples.Start.AddSeconds(1))));
        var answered = (await harness.Store.GetErasuresAsync()).Single();
        Assert.That((answered.LastReason, answered.Attempts), Is.EqualTo(((string?)null, 2)));
        Assert.That(harness.Log.Lines.Select(line => line.Id.Id), Has.One.EqualTo(3010).And.One.EqualTo(3011), "failed once, then forwarded");
        Assert.That(harness.Log.Lines.Count(line => line.Text.Contains(nameof(InvalidOperationException), StringComparison.Ordinal)), Is.EqualTo(reason == "unexpected" ? 1 : 0));
        Assert.That(harness.Log.Lines.Select(line => line.Text), Has.None.Contains("secret text"));
    }

    [TestCase(400)]
    [TestCase(499)]
    public async Task Forward_RefusalForGood_EndsTheErasureAndIsLogged(int status)
    {
        await using var harness = new ForwardingHarness();
        harness.Client.ErasureFailure = () => new VidoraApiException { StatusCode = status };
        await harness.Forwarder.ForgetAsync(["42"]);

        await harness.StartAsync();
        await harness.RunUntilAsync(store => store.OpenErasures == 0);
        await harness.Time.SettleAsync();

        var receipt = (await harness.Store.GetErasuresAsync()).Single();
        Assert.That((receipt.IsRefused, receipt.LastReason, receipt.Attempts, receipt.ForwardedAt), Is.EqualTo((true, $"http_{status}", 1, (DateTimeOffset?)Samples.Start)));
        Assert.That(harness.Log.Lines.Select(line => line.Id.Id), Has.One.EqualTo(3013).And.None.EqualTo(3011));
    }

    [Test]
    public async Task Forward_AnswerCannotBeRecorded_IsAFailureOfTheStoreAndAskedAgain()
    {
        await using var harness = new ForwardingHarness();
        var failures = 1;
        harness.Store.Fault = operation => operation == "SettleErasureAsync" && failures-- > 0 ? new DeliveryStoreException("The disk is full.") : null;
        await harness.Forwarder.ForgetAsync(["42"]);

        await harness.StartAsync();
        await harness.RunUntilAsync(status => status.OpenErasures == 0);

        Assert.That(harness.Client.Erasures.Select(erasure => (erasure.Time - Samples.Start).TotalSeconds), Is.EqualTo(new[] { 0d, 1 }));
        Assert.That(harness.Log.Lines.Select(line => line.Text), Has.Some.Contains("The disk is full.").And.None.Contains(nameof(DeliveryStoreException)));
    }
}
