using Microsoft.Extensions.DependencyInjection;

namespace Vidora.Integration.Emulator;

/// <summary>Points a host under test to an emulator.</summary>
public static class UseVidoraExtensions
{
    /// <summary>
    /// Makes a registered account talk to the emulator, whatever else configures it: address, API key and API secret, and those of
    /// its prediction feed. Give both the same clock when it is not the system's, because signatures expire.
    /// </summary>
    /// <param name="emulator">The emulator, started.</param>
    /// <param name="builder">The account, as <c>AddVidora</c> returns it.</param>
    public static VidoraBuilder UseVidora(this VidoraEmulator emulator, VidoraBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        emulator.UseVidora(builder.Services, builder.Name);
        return builder;
    }

    /// <summary>The same for an account that a host registers itself, such as in the test services of a web application factory.</summary>
    /// <param name="emulator">The emulator, started.</param>
    /// <param name="services">The services of the host.</param>
    /// <param name="name">The name of the account. Default the one without a name.</param>
    public static IServiceCollection UseVidora(this VidoraEmulator emulator, IServiceCollection services, string name = "")
    {
        ArgumentNullException.ThrowIfNull(emulator);
        ArgumentNullException.ThrowIfNull(services);
        return services
            .PostConfigure<VidoraOptions>(name, options =>
            {
                options.BaseAddress = emulator.Address;
                options.ApiKey = emulator.ApiKey;
                options.ApiSecret = emulator.ApiSecret;
            })
            .PostConfigure<MParticleFeedOptions>(name, options =>
            {
                options.Host = new MParticleFeedHost(emulator.Address);
                options.Key = emulator.FeedKey;
                options.Secret = emulator.FeedSecret;
            });
    }
}
