using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Vidora.Integration.AspNetCore.Tests.Receiving;

public sealed class VidoraEndpointOptionsTests
{
    [Test]
    public void Settings_SectionWithEveryOption_SetsEach()
    {
        var options = Read(
            ("Account", "europe"),
            ("WebhookAuthorizations:0", "Token a"),
            ("FirehoseTokens:0", "b"),
            ("SnsTopics:0", "arn:aws:sns:us-east-1:123456789012:c"),
            ("PubSubServiceAccounts:0", "d@project.iam.gserviceaccount.com"),
            ("PubSubAudience", "https://example.com/e"),
            ("KinesisAccessKeys:0", "f"),
            ("AllowAnonymousWebhook", "true"),
            ("AllowAnonymousFirehose", "true"),
            ("AllowAnonymousFromAnywhere", "true"),
            ("MaxBytesInHand", "1048577"),
            ("MaxRequestBytes", "1025"),
            ("FirehoseAccountKey", "fromsettings"),
            ("FirehoseName", "g"),
            ("FirehoseDescription", "h"),
            ("FirehoseDomain", "example.com"));

        Assert.That(
            (options.Account, options.WebhookAuthorizations.Single(), options.FirehoseTokens.Single(), options.SnsTopics.Single()),
            Is.EqualTo(("europe", "Token a", "b", "arn:aws:sns:us-east-1:123456789012:c")));
        Assert.That(
            (options.PubSubServiceAccounts.Single(), options.PubSubAudience, options.KinesisAccessKeys.Single()),
            Is.EqualTo(("d@project.iam.gserviceaccount.com", "https://example.com/e", "f")));
        Assert.That((options.AllowAnonymousWebhook, options.AllowAnonymousFirehose, options.AllowAnonymousFromAnywhere), Is.EqualTo((true, true, true)));
        Assert.That((options.MaxBytesInHand, options.MaxRequestBytes, options.FirehoseAccountKey), Is.EqualTo((1_048_577, 1025, FirehoseAccountKey.FromSettings)));
        Assert.That((options.FirehoseName, options.FirehoseDescription, options.FirehoseDomain), Is.EqualTo(("g", "h", "example.com")));
    }

    [Test]
    public void Settings_ListInASection_ReplacesWhatWasThere()
    {
        var options = new VidoraEndpointOptions { SnsTopics = { "before" } };
        Read(options, ("SnsTopics:0", "first"), ("SnsTopics:1", "second"));

        Assert.That(options.SnsTopics, Is.EqualTo(new[] { "first", "second" }));
    }

    [TestCase("FirehoseAccountKey", "7", "is \"7\"; it must be Host or FromSettings. Set \"Vidora:FirehoseAccountKey\": \"FromSettings\"")]
    [TestCase("MaxBytesInHand", "x", "is \"x\"; it must be a whole number. Set \"Vidora:MaxBytesInHand\": \"268435456\"")]
    [TestCase("MaxRequestBytes", "x", "is \"x\"; it must be a whole number. Set \"Vidora:MaxRequestBytes\": \"16777216\"")]
    public void Settings_ValueOfASectionThatCannotBe_SaysWhatIsRight(string name, string value, string expected) =>
        Assert.That(() => Read((name, value)), Throws.InstanceOf<OptionsValidationException>().With.Message.Contains(expected));

    [TestCase((1L << 20) - 1, 1024, "MaxBytesInHand is 1048575; it must be from 1048576 to 68719476736")]
    [TestCase(1L << 20, 1024, null)]
    [TestCase(64L << 30, 256 << 20, null)]
    [TestCase((64L << 30) + 1, 1024, "MaxBytesInHand is 68719476737")]
    [TestCase(1L << 20, 1023, "MaxRequestBytes is 1023; it must be from 1024 to 268435456")]
    [TestCase(1L << 20, (256 << 20) + 1, "MaxRequestBytes is 268435457")]
    public void Settings_Range_HasBothEnds(long inHand, int request, string? expected)
    {
        var failures = Validate(options => (options.MaxBytesInHand, options.MaxRequestBytes) = (inHand, request));

        Assert.That(failures, expected is null ? Is.Empty : Has.Exactly(1).Contains(expected));
    }

    private static IEnumerable<TestCaseData> Credentials()
    {
        yield return Case(_ => { }, "WebhookAuthorizations and FirehoseTokens are empty, and an endpoint without a credential does not exist");
        yield return Case(options => options.AllowAnonymousFirehose = true, null);
        yield return Case(options => options.SnsTopics.Add("arn:aws:sns:us-east-1:123456789012:mparticle"), null);
        yield return Case(options => options.SnsTopics.Add("mparticle"), "SnsTopics holds \"mparticle\", which is no topic. Set options.SnsTopics = [\"arn:aws:sns:us-east-1:123456789012:mparticle\"]");
        yield return Case(options => options.KinesisAccessKeys.Add("key"), null);
        yield return Case(options => options.KinesisAccessKeys.Add(" "), "KinesisAccessKeys holds an empty value. Set options.KinesisAccessKeys = [\"<access key>\"]");
        yield return Case(options => (options.PubSubAudience, _) = ("https://example.com", Add(options.PubSubServiceAccounts, "push@example.com")), null);
        yield return Case(options => (options.PubSubAudience, _) = ("https://example.com", Add(options.PubSubServiceAccounts, "")), "PubSubServiceAccounts holds an empty value. Set options.PubSubServiceAccounts = [\"push@project.iam.gserviceaccount.com\"]");
        yield return Case(options => options.PubSubServiceAccounts.Add("push@example.com"), "PubSubAudience is not set, and PubSubServiceAccounts need it");

        static TestCaseData Case(Action<VidoraEndpointOptions> configure, string? expected) => new(configure, expected);

        static int Add(IList<string> values, string value)
        {
            values.Add(value);
            return values.Count;
        }
    }

    [TestCaseSource(nameof(Credentials))]
    public void Settings_Credentials_AreNeededAndNeverEmpty(Action<VidoraEndpointOptions> configure, string? expected)
    {
        var failures = VidoraEndpointOptions.Settings.Validate(null, With(configure));

        Assert.That(failures, expected is null ? Is.Empty : Has.Exactly(1).Contains(expected));
    }

    private static IReadOnlyList<string> Validate(Action<VidoraEndpointOptions> configure) => VidoraEndpointOptions.Settings.Validate(
        null,
        With(options =>
        {
            options.AllowAnonymousWebhook = true;
            configure(options);
        }));

    private static VidoraEndpointOptions With(Action<VidoraEndpointOptions> configure)
    {
        var options = new VidoraEndpointOptions();
        configure(options);
        return options;
    }

    private static VidoraEndpointOptions Read(params (string Key, string Value)[] settings)
    {
        var options = new VidoraEndpointOptions();
        Read(options, settings);
        return options;
    }

    private static void Read(VidoraEndpointOptions options, params (string Key, string Value)[] settings)
    {
        var section = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Vidora:{setting.Key}", (string?)setting.Value)))
            .Build()
            .GetSection("Vidora");
        VidoraEndpointOptions.Settings.Read(section, "", options, "Account");
    }
}
