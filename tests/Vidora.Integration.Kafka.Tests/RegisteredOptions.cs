using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Vidora.Integration.Kafka.Tests;

/// <summary>Checks options as a host does at startup.</summary>
internal static class RegisteredOptions
{
    public static IEnumerable<string> Failures(string account, Action<VidoraKafkaOptions> configure)
    {
        var services = new ServiceCollection();
        (account.Length == 0 ? services.AddVidora() : services.AddVidora(account)).AddKafkaConsumer(configure);
        using var provider = services.BuildServiceProvider();
        try
        {
            provider.GetRequiredService<IOptionsMonitor<VidoraKafkaOptions>>().Get(account);
            return [];
        }
        catch (OptionsValidationException e)
        {
            return e.Failures;
        }
    }
}
