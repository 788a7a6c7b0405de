using Vidora.Integration.Delivery.Sending;

namespace Vidora.Integration.Delivery.Tests.Sending;

[TestFixture]
public sealed class GateStateTests
{
    [TestCase("all_refused", null, true)]
    [TestCase("all_refused", 400, true)]
    [TestCase("unrecognised_answer", 200, true)]
    [TestCase("http_202", 202, false)]
    [TestCase("http_203", 203, true)]
    [TestCase("http_299", 299, true)]
    [TestCase("http_300", 300, false)]
    [TestCase("http_404", 404, true)]
    [TestCase("http_405", 405, true)]
    [TestCase("http_410", 410, true)]
    [TestCase("http_421", 421, true)]
    [TestCase("http_401", 401, false)]
    [TestCase("http_403", 403, false)]
    [TestCase("unknown_host", null, false)]
    public void IsWrongDoor_Paused_IsSoForAnswersOfAnotherService(string reason, int? httpStatus, bool expected) =>
        Assert.That(State(GateKind.Paused, reason, httpStatus).IsWrongDoor, Is.EqualTo(expected));

    [TestCase("all_refused", null)]
    [TestCase("http_404", 404)]
    public void IsWrongDoor_NotPaused_IsNotSo(string reason, int? httpStatus) =>
        Assert.That(State(GateKind.Waiting, reason, httpStatus).IsWrongDoor, Is.False);

    [Test]
    public void DescribePause_NoAnswerIsKnown_NamesTheStatus() =>
        Assert.That(State(GateKind.Paused, "http_404", 404).DescribePause(), Does.StartWith("Sending is paused: the host of BaseAddress answered 404"));

    [Test]
    public void DescribePause_AnswerIsKnown_IsAboutIt() =>
        Assert.That(
            (State(GateKind.Paused, "http_404", 404) with { Fault = ScriptedClient.Http(402) }).DescribePause(),
            Does.StartWith("Sending is paused: Vidora answered 402"));

    private static GateState State(GateKind kind, string reason, int? httpStatus) =>
        new(kind, reason, httpStatus, Samples.Start, Samples.Start);
}
