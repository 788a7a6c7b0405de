using Vidora.Integration.Client;

namespace Vidora.Integration.Tests.Client;

public sealed class SendResultTests
{
    private static readonly string[] _items = ["a", "b", "c"];
    private static readonly SendOutcome _accepted = new(SendStatus.Accepted, "http_200") { HttpStatus = 200 };
    private static readonly SendOutcome _limited = new(SendStatus.Retry, "http_429") { HttpStatus = 429, RetryAfter = TimeSpan.FromSeconds(9) };
    private static readonly SendOutcome _refused = new(SendStatus.AccountFault, "http_401") { HttpStatus = 401 };

    [TestCase(0, new[] { "a", "b", "c" })]
    [TestCase(2, new[] { "c" })]
    [TestCase(3, new string[0])]
    public void Rest_Count_IsWhatFollows(int count, string[] rest) =>
        Assert.That(new SendResult<string>(_accepted, _items, count).Rest, Is.EqualTo(rest));

    [Test]
    public void Rest_OfARest_GoesOn()
    {
        var first = new SendResult<string>(_accepted, _items, 1);
        var second = new SendResult<string>(_accepted, first.Rest, 1);

        Assert.That((first.Rest, second.Rest), Is.EqualTo((new[] { "b", "c" }, new[] { "c" })));
    }

    [TestCase(-1)]
    [TestCase(4)]
    public void Constructor_CountThatIsNone_Throws(int count) =>
        Assert.That(() => new SendResult<string>(_accepted, _items, count), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void EnsureAllAccepted_AllAcceptedOrNone_ReturnsQuietly()
    {
        Assert.That(() => new SendResult<string>(_accepted, _items, 3).EnsureAllAccepted(), Throws.Nothing);
        Assert.That(() => new SendResult<string>(_accepted, [], 0).EnsureAllAccepted(), Throws.Nothing);
        Assert.That(new SendResult<string>(_accepted, _items, 3).AllAccepted, Is.True);
    }

    [Test]
    public void EnsureAllAccepted_RequestFailed_ThrowsWithItsFlags()
    {
        var result = new SendResult<string>(_limited, _items, 2);

        var exception = Assert.Throws<VidoraApiException>(result.EnsureAllAccepted)!;

        Assert.That(result.AllAccepted, Is.False);
        Assert.That(exception.Message, Does.Contain("0 of 3").And.Contain("http_429"));
        Assert.That((exception.StatusCode, exception.IsTransient, exception.IsAccountFault), Is.EqualTo(((int?)429, true, false)));
        Assert.That(exception.RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(9)));
    }

    [Test]
    public void EnsureAllAccepted_SomeDidNotFit_Throws()
    {
        var exception = Assert.Throws<VidoraApiException>(new SendResult<string>(_accepted, _items, 2).EnsureAllAccepted)!;

        Assert.That(exception.Message, Does.Contain("2 of 3"));
    }

    [Test]
    public void EnsureAllAccepted_AccountFault_ThrowsAnAccountFault()
    {
        var exception = Assert.Throws<VidoraApiException>(new SendResult<string>(_refused, _items, 3).EnsureAllAccepted)!;

        Assert.That((exception.IsAccountFault, exception.IsTransient), Is.EqualTo((true, false)));
    }
}
