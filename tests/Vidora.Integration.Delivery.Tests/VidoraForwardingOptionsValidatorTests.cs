using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Vidora.Integration.Delivery.Tests;

[TestFixture]
public sealed class VidoraForwardingOptionsValidatorTests
{
    [Test]
    public void Validate_Defaults_AreRight() => Assert.That(Failures("", _ => { }), Is.Empty);

    [TestCaseSource(nameof(Wrong))]
    public void Validate_WrongSetting_NamesItItsValueAndWhatIsRight(Action<VidoraForwardingOptions> make, string message)
    {
        Assert.That(Failures("shop", make).Single(), Does.StartWith($"VidoraForwardingOptions.{message}. Set options."));
    }

    private static IEnumerable<string> Failures(string account, Action<VidoraForwardingOptions> make)
    {
        var services = new ServiceCollection();
        (account.Length == 0 ? services.AddVidora() : services.AddVidora(account)).AddForwarding(make);
        using var provider = services.BuildServiceProvider();
        try
        {
            provider.GetRequiredService<IOptionsMonitor<VidoraForwardingOptions>>().Get(account);
            return [];
        }
        catch (OptionsValidationException e)
        {
            return e.Failures;
        }
    }

    private static IEnumerable<TestCaseData> Wrong()
    {
        yield return Case(o => o.QueueFile = "", "QueueFile of account \"shop\" is \"\"; it must be a path, or null for the default");
        yield return Case(o => o.FillDelay = TimeSpan.FromSeconds(-1), "FillDelay of account \"shop\" is -00:00:01; it must be from 00:00:00 to 00:01:00");
        yield return Case(o => o.StopTimeout = TimeSpan.FromDays(1), "StopTimeout of account \"shop\" is 1.00:00:00; it must be from 00:00:00 to 01:00:00");
        yield return Case(o => o.Limits.MaxEvents = 0, "Limits.MaxEvents of account \"shop\" is 0; it must be 1 or more");
        yield return Case(o => o.Limits.MaxBytes = -5, "Limits.MaxBytes of account \"shop\" is -5; it must be 1 or more");
        yield return Case(o => o.Limits.MaxQuarantineBytes = -1, "Limits.MaxQuarantineBytes of account \"shop\" is -1; it must be 0 or more");
        yield return Case(o => o.Limits.MaxQuarantineAge = TimeSpan.Zero, "Limits.MaxQuarantineAge of account \"shop\" is 00:00:00; it must be from 00:01:00 to 3650.00:00:00");
        yield return Case(o => o.Sending.MaxRetryDelay = TimeSpan.FromMilliseconds(10), "Sending.MaxRetryDelay of account \"shop\" is 00:00:00.0100000, shorter than FirstRetryDelay");
        yield return Case(o => o.Sending.MaxAttempts = 0, "Sending.MaxAttempts of account \"shop\" is 0; it must be 1 or more");

        static TestCaseData Case(Action<VidoraForwardingOptions> make, string message) =>
            new TestCaseData(make, message).SetArgDisplayNames(message[..message.IndexOf(' ', StringComparison.Ordinal)]);
    }
}
