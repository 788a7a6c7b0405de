using Microsoft.Extensions.Options;

namespace Vidora.Integration.Tests.Client;

public sealed class VidoraOptionsTests
{
    [Test]
    public void Defaults_AreTheDocumentedOnes()
    {
        var options = new VidoraOptions();

        Assert.That(options.BaseAddress, Is.EqualTo(new Uri("https://api-us.vidora.com/")));
        Assert.That((options.ApiKey, options.ApiSecret), Is.EqualTo(((string?)null, (string?)null)));
        Assert.That((options.MaxEventsPerRequest, options.MaxRequestBytes), Is.EqualTo((500, 1_048_576)));
        Assert.That((options.RequestTimeout, options.SignatureLifetime), Is.EqualTo((TimeSpan.FromSeconds(30), TimeSpan.FromHours(1))));
        Assert.That(options.PredictionVendor.ToString(), Is.EqualTo("vidora"));
        Assert.That(Failures(_ => { }), Is.Empty);
    }

    [TestCase("http://localhost:5000")]
    [TestCase("http://127.0.0.1:5000/")]
    [TestCase("http://[::1]:5000")]
    [TestCase("https://api.vidora.com")]
    [TestCase("https://api.vidora.com:8443/")]
    public void Validate_BaseAddressThatCanBe_IsFine(string address)
    {
        Assert.That(Failures(options => options.BaseAddress = new Uri(address)), Is.Empty);
    }

    [TestCase("http://10.0.0.1/", "unless AllowHttp is true")]
    [TestCase("http://api.vidora.com/", "\"http://api.vidora.com/\"; it must be https")]
    [TestCase("http://localhost.example.com/", "it must be https")]
    [TestCase("http://10.0.0.1/", "it must be https")]
    [TestCase("ftp://localhost/", "it must be https")]
    [TestCase("https://api.vidora.com/v1", "\"https://api.vidora.com/v1\"; it must be scheme, host and port")]
    [TestCase("https://api.vidora.com/?a=s3cr3t", "it must be scheme, host and port")]
    [TestCase("https://api.vidora.com/#s3cr3t", "it must be scheme, host and port")]
    [TestCase("https://user:s3cr3t@api.vidora.com/", "it must be scheme, host and port")]
    [TestCase("/v1", "it must be an absolute address")]
    public void Validate_BaseAddressThatCannotBe_NamesItWithoutSecretsAndTheFix(string address, string expected)
    {
        var failure = Failures(options => options.BaseAddress = new Uri(address, UriKind.RelativeOrAbsolute)).Single();

        Assert.That(failure, Does.StartWith("VidoraOptions.BaseAddress is ").And.Contain(expected).And.Not.Contain("s3cr3t"));
        Assert.That(failure, Does.EndWith("Set options.BaseAddress = new Uri(\"https://api-us.vidora.com/\")"));
    }

    [Test]
    public void Validate_BaseAddressNull_IsAFailure()
    {
        Assert.That(Failures(options => options.BaseAddress = null!).Single(), Does.Contain("(null)"));
    }

    [TestCase("s3cr3t\n")]
    [TestCase(" s3cr3t")]
    [TestCase("s3\0cr3t")]
    public void Validate_KeyOrSecretWithWhiteSpace_IsNotShown(string value)
    {
        var failures = Failures(options => (options.ApiKey, options.ApiSecret) = (value, value));

        Assert.That(failures, Has.Count.EqualTo(2).And.All.Contain("Set options.Api").And.None.Contain("cr3t"));
    }

    private static readonly TestCaseData[] _ranges =
    [
        Change(o => o.MaxEventsPerRequest = 0, "VidoraOptions.MaxEventsPerRequest is 0; it must be from 1 to 10000. Set options.MaxEventsPerRequest = 500"),
        Change(o => o.MaxEventsPerRequest = -1, "MaxEventsPerRequest is -1"),
        Change(o => o.MaxEventsPerRequest = 10_001, "MaxEventsPerRequest is 10001"),
        Change(o => o.MaxRequestBytes = 1023, "MaxRequestBytes is 1023"),
        Change(o => o.MaxRequestBytes = int.MaxValue, "MaxRequestBytes is 2147483647"),
        Change(o => o.RequestTimeout = TimeSpan.Zero, "RequestTimeout is 00:00:00; it must be from 00:00:00.0010000 to 00:10:00"),
        Change(o => o.RequestTimeout = Timeout.InfiniteTimeSpan, "RequestTimeout is -00:00:00.0010000"),
        Change(o => o.RequestTimeout = TimeSpan.FromHours(1), "RequestTimeout is 01:00:00"),
        Change(o => o.SignatureLifetime = TimeSpan.FromMinutes(1), "SignatureLifetime is 00:01:00"),
        Change(o => o.SignatureLifetime = TimeSpan.MaxValue, "SignatureLifetime is "),
        Change(o => o.Mapping.Environments = [], "VidoraOptions.Mapping.Environments is empty"),
        Change(o => o.Mapping.Environments = ["production", " "], "Mapping.Environments has \" \""),
        Change(o => o.Mapping.Platforms = null!, "Mapping.Platforms is empty"),
        Change(o => o.Mapping.Platforms = ["web", "fridge"], "Mapping.Platforms has \"fridge\"; it may hold any of android, ios"),
        Change(o => o.Mapping.EventTypes = ["click"], "Mapping.EventTypes has \"click\""),
    ];

    [TestCaseSource(nameof(_ranges))]
    public void Validate_ValueOutOfItsRange_NamesSettingValueAndFix(Action<VidoraOptions> change, string expected)
    {
        Assert.That(Failures(change).Single(), Does.Contain(expected).And.Contain("Set options."));
    }

    [Test]
    public void Validate_Mapping_IgnoresCase()
    {
        Assert.That(Failures(options => options.Mapping.Platforms = ["Web", "iOS"]), Is.Empty);
    }

    [Test]
    public void Validate_NamedAccount_IsNamed()
    {
        var failures = VidoraOptions.Settings.Validate("eu", new VidoraOptions { MaxRequestBytes = 0 });

        Assert.That(failures.Single(), Does.Contain("VidoraOptions.MaxRequestBytes of account \"eu\" is 0"));
    }

    private static TestCaseData Change(Action<VidoraOptions> change, string expected) => new TestCaseData(change, expected).SetArgDisplayNames(expected);

    private static List<string> Failures(Action<VidoraOptions> change)
    {
        var options = new VidoraOptions { ApiKey = "key" };
        change(options);
        return [.. VidoraOptions.Settings.Validate("", options)];
    }
}
