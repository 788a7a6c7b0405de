using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Vidora.Integration.Tests.Client;

public sealed class VidoraOptionsSectionTests
{
    [Test]
    public void Apply_EverySetting_IsRead()
    {
        var options = Read(
            ("baseaddress", "https://api.vidora.com"),
            ("APIKEY", "key"),
            ("ApiSecret", "secret"),
            ("MaxEventsPerRequest", "10"),
            ("MaxRequestBytes", "2048"),
            ("RequestTimeout", "00:00:05.500"),
            ("SignatureLifetime", "1.00:00:00"),
            ("PredictionVendor", "cortex"),
            ("Mapping:ExcludePersonalData", "True"),
            ("Mapping:Environments:0", "production"),
            ("Mapping:Environments:1", "development"),
            ("Mapping:Platforms:0", "web"),
            ("Mapping:EventTypes:0", "screen_view"));

        Assert.That(options.BaseAddress, Is.EqualTo(new Uri("https://api.vidora.com/")));
        Assert.That((options.ApiKey, options.ApiSecret), Is.EqualTo(("key", "secret")));
        Assert.That((options.MaxEventsPerRequest, options.MaxRequestBytes), Is.EqualTo((10, 2048)));
        Assert.That((options.RequestTimeout, options.SignatureLifetime), Is.EqualTo((TimeSpan.FromSeconds(5.5), TimeSpan.FromDays(1))));
        Assert.That(options.PredictionVendor, Is.EqualTo(PredictionVendor.Cortex));
        Assert.That(options.Mapping.ExcludePersonalData, Is.True);
        Assert.That(options.Mapping.Environments, Is.EqualTo(new[] { "production", "development" }));
        Assert.That(options.Mapping.Platforms, Is.EqualTo(new[] { "web" }));
        Assert.That(options.Mapping.EventTypes, Is.EqualTo(new[] { "screen_view" }));
    }

    [Test]
    public void Apply_EveryPropertyOfTheOptions_HasASetting()
    {
        var failure = Failure(("NoSuchSetting", "1"));
        var mappingFailure = Failure(("Mapping:NoSuchSetting", "1"));

        foreach (var property in typeof(VidoraOptions).GetProperties())
        {
            Assert.That(failure, Does.Contain(property.Name));
        }

        foreach (var property in typeof(VidoraMappingOptions).GetProperties().Where(property => property.CanWrite))
        {
            Assert.That(mappingFailure, Does.Contain(property.Name));
        }
    }

    [Test]
    public void Apply_Nulls_LeaveTheDefaults()
    {
        var options = Read(("ApiKey", "key"), ("ApiSecret", null), ("MaxEventsPerRequest", null), ("Mapping", null));

        Assert.That((options.ApiSecret, options.MaxEventsPerRequest), Is.EqualTo(((string?)null, 500)));
    }

    [Test]
    public void Apply_EmptySecret_IsNone()
    {
        Assert.That(Read(("ApiKey", "key"), ("ApiSecret", "")).ApiSecret, Is.Null);
    }

    [TestCase("MaxEventsPerRequest", "many", "Vidora:MaxEventsPerRequest is \"many\"; it must be a whole number. Set \"Vidora:MaxEventsPerRequest\": \"500\"")]
    [TestCase("MaxEventsPerRequest", "1,000", "Vidora:MaxEventsPerRequest is \"1,000\"")]
    [TestCase("MaxEventsPerRequest", "", "Vidora:MaxEventsPerRequest is \"\"")]
    [TestCase("MaxRequestBytes", "99999999999", "Vidora:MaxRequestBytes is \"99999999999\"")]
    [TestCase("RequestTimeout", "30", "Vidora:RequestTimeout is \"30\"; it must be a duration. Set \"Vidora:RequestTimeout\": \"00:00:30\"")]
    [TestCase("SignatureLifetime", "an hour", "Vidora:SignatureLifetime is \"an hour\"")]
    [TestCase("BaseAddress", "api.vidora.com", "Vidora:BaseAddress is \"api.vidora.com\"; it must be an absolute address")]
    [TestCase("PredictionVendor", "Vidora Inc", "Vidora:PredictionVendor is \"Vidora Inc\"")]
    [TestCase("Mapping:ExcludePersonalData", "yes", "Vidora:Mapping:ExcludePersonalData is \"yes\"; it must be true or false")]
    [TestCase("Mapping:Platforms", "web,ios", "Vidora:Mapping:Platforms is \"web,ios\"; it must be a list. Set \"Vidora:Mapping:Platforms\": [\"web\"]")]
    [TestCase("Mapping:Platform", "web", "Vidora:Mapping:Platform is not a setting")]
    [TestCase("Url", "https://a", "Vidora:Url is not a setting")]
    public void Apply_ValueOrKeyThatCannotBe_NamesSettingValueAndFix(string key, string value, string expected)
    {
        Assert.That(Failure((key, value)), Does.Contain(expected).And.Contain(expected.Contains("is not a setting", StringComparison.Ordinal) ? "Remove it, or use one of " : "Set "));
    }

    [Test]
    public void Apply_SecretsWhereTheyCannotBe_AreNotShown()
    {
        var failure = Failure(("ApiKey:Value", "s3cr3t"), ("ApiSecret:0", "s3cr3t"), ("ApiSecrt", "s3cr3t"), ("BaseAddress", "api.vidora.com/?api_key=s3cr3t"));

        Assert.That(failure, Does.Contain("Vidora:ApiKey must be one text").And.Contain("Vidora:ApiSecret must be one text"));
        Assert.That(failure, Does.Contain("Vidora:ApiSecrt").And.Contain("Vidora:BaseAddress"));
        Assert.That(failure, Does.Not.Contain("s3cr3t"));
    }

    [Test]
    public void Apply_SeveralMistakes_NamesThemAll()
    {
        var failure = Failure(("MaxEventsPerRequest", "x"), ("RequestTimeout", "y"), ("Other", "z"));

        Assert.That(failure, Does.Contain("MaxEventsPerRequest").And.Contain("RequestTimeout").And.Contain("Other"));
    }

    [Test]
    public void Apply_NoSuchSection_SaysSo()
    {
        Assert.That(Failure(), Does.Contain("The configuration has no section \"Vidora\"").And.Contain("Set "));
    }

    private static string Failure(params (string Key, string? Value)[] values) =>
        Assert.Throws<OptionsValidationException>(() => Read(values))!.Message;

    private static VidoraOptions Read(params (string Key, string? Value)[] values)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(values.Select(value => KeyValuePair.Create($"Vidora:{value.Key}", value.Value)))
            .Build();
        var options = new VidoraOptions();
        VidoraOptions.Settings.Read(configuration.GetSection("Vidora"), Options.DefaultName, options, "ApiKey");
        return options;
    }
}
