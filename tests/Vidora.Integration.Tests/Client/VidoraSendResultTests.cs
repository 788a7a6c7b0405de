using Vidora.Integration.Client;

namespace Vidora.Integration.Tests.Client;

public sealed class VidoraSendResultTests
{
    private static readonly SendOutcome _accepted = new(SendStatus.Accepted, "http_200") { HttpStatus = 200 };
    private static readonly SendOutcome _limited = new(SendStatus.Retry, "http_429") { HttpStatus = 429, RetryAfter = TimeSpan.FromSeconds(9) };
    private static readonly SendOutcome _refused = new(SendStatus.AccountFault, "http_401") { HttpStatus = 401 };

    [Test]
    public void Count_Status_IsTheNumberOfEventsThatEndedWithIt()
    {
        var result = new VidoraSendResult([_accepted, _limited, _accepted], 2);

        Assert.That(result.Count(SendStatus.Accepted), Is.EqualTo(2));
        Assert.That(result.Count(SendStatus.Retry), Is.EqualTo(1));
        Assert.That(result.Count(SendStatus.Rejected), Is.Zero);
    }

    [Test]
    public void EnsureAllAccepted_AllAcceptedOrNone_ReturnsQuietly()
    {
        Assert.That(() => new VidoraSendResult([_accepted, _accepted], 1).EnsureAllAccepted(), Throws.Nothing);
        Assert.That(() => new VidoraSendResult([], 0).EnsureAllAccepted(), Throws.Nothing);
        Assert.That(new VidoraSendResult([_accepted], 1).AllAccepted, Is.True);
    }

    [Test]
    public void EnsureAllAccepted_OneIsNot_ThrowsWithTheFlagsOfTheFirst()
    {
        var result = new VidoraSendResult([_accepted, _limited, _refused], 3);

        var exception = Assert.Throws<VidoraApiException>(result.EnsureAllAccepted)!;

        Assert.That(result.AllAccepted, Is.False);
        Assert.That(exception.Message, Does.Contain("1 of 3").And.Contain("http_429"));
        Assert.That(exception.StatusCode, Is.EqualTo(429));
        Assert.That(exception.IsTransient, Is.True);
        Assert.That(exception.IsAccountFault, Is.False);
        Assert.That(exception.RetryAfter, Is.EqualTo(TimeSpan.FromSeconds(9)));
    }

    [Test]
    public void EnsureAllAccepted_SetupFault_ThrowsASetupFault()
    {
        var exception = Assert.Throws<VidoraApiException>(new VidoraSendResult([_refused], 1).EnsureAllAccepted)!;

        Assert.That(exception.IsAccountFault, Is.True);
        Assert.That(exception.IsTransient, Is.False);
    }
}
