using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Vidora.Integration.Delivery.Tests;

/// <summary>Options from a configuration section, whose unknown keys are errors.</summary>
[TestFixture]
public sealed class SectionBindingTests
{
    [Test]
    public async Task AddForwarding_Section_SetsOptionsInGroups()
    {
        await using var provider = Build((builder, section) => builder.AddForwarding(section), "QueueFile=:memory:", "Limits:MaxEvents=7", "Sending:MaxAge=1.00:00:00");

        var options = provider.GetRequiredService<IOptionsMonitor<VidoraForwardingOptions>>().Get("eu");

        Assert.That((options.QueueFile, options.Limits.MaxEvents, options.Sending.MaxAge), Is.EqualTo((":memory:", 7L, TimeSpan.FromDays(1))));
    }

    [TestCase("Queue=q.db", "Section:Queue is not a setting", "QueueFile, FillDelay")]
    [TestCase("Sending:Attempts=3", "Section:Sending:Attempts is not a setting", "MaxAttempts")]
    [TestCase("Limits:MaxBytes=0", "Limits.MaxBytes of account \"eu\" is 0", "1 or more")]
    [TestCase("FillDelay=5", "Section:FillDelay is \"5\"", "a duration")]
    public async Task AddForwarding_SectionThatIsWrong_NamesKeyAndWhatIsRight(string setting, string wrong, string right)
    {
        await using var provider = Build((builder, section) => builder.AddForwarding(section), setting);

        Assert.That(
            () => provider.GetRequiredService<IOptionsMonitor<VidoraForwardingOptions>>().Get("eu"),
            Throws.InstanceOf<OptionsValidationException>().With.Message.Contains(wrong).And.Message.Contains(right));
    }

    private static ServiceProvider Build(Action<VidoraBuilder, IConfigurationSection> add, params string[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => setting.Split('=')).ToDictionary(pair => $"Section:{pair[0]}", pair => (string?)pair[1]))
            .Build();
        var services = new ServiceCollection();
        add(services.AddVidora("eu", options => options.ApiKey = "key"), configuration.GetSection("Section"));
        return services.BuildServiceProvider();
    }
}
