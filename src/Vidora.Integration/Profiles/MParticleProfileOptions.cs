using System.Diagnostics;
using System.Text.Json.Serialization;
using Vidora.Integration.Settings;

namespace Vidora.Integration;

/// <summary>Configures the reading of user profiles from mParticle (mParticle Profile API).</summary>
public sealed class MParticleProfileOptions
{
    /// <summary>Gets or sets the client id of the API credentials. Required.</summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? ClientId { get; set; }

    /// <summary>Gets or sets the client secret of the API credentials. Required.</summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public string? ClientSecret { get; set; }

    /// <summary>Gets or sets the id of the organization. Required.</summary>
    public string? Organization { get; set; }

    /// <summary>Gets or sets the id of the account. Required.</summary>
    public string? Account { get; set; }

    /// <summary>Gets or sets the id of the workspace. Required.</summary>
    public string? Workspace { get; set; }

    /// <summary>
    /// Gets or sets the address of the API: https, or http on loopback. Default: <c>https://api.mparticle.com</c>.
    /// </summary>
    public Uri Address { get; set; } = new("https://api.mparticle.com");

    /// <summary>
    /// Gets or sets the address that issues tokens: https, or http on loopback. Default: <c>https://sso.auth.mparticle.com</c>.
    /// </summary>
    public Uri TokenAddress { get; set; } = new("https://sso.auth.mparticle.com");

    /// <summary>Gets or sets the timeout of a request, 1 millisecond to 10 minutes. Default: 30 seconds (our choice).</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Gets the settings with their ranges.</summary>
    internal static SettingsTable<MParticleProfileOptions> Settings { get; } = new SettingsTable<MParticleProfileOptions>()
        .Secret(nameof(ClientId), options => options.ClientId, (options, value) => options.ClientId = value)
        .Secret(nameof(ClientSecret), options => options.ClientSecret, (options, value) => options.ClientSecret = value)
        .Text(nameof(Organization), (options, value) => options.Organization = value)
        .Text(nameof(Account), (options, value) => options.Account = value)
        .Text(nameof(Workspace), (options, value) => options.Workspace = value)
        .Address(nameof(Address), (options, value) => options.Address = value, "https://api.mparticle.com")
        .Address(nameof(TokenAddress), (options, value) => options.TokenAddress = value, "https://sso.auth.mparticle.com")
        .Duration(
            nameof(RequestTimeout),
            options => options.RequestTimeout,
            (options, value) => options.RequestTimeout = value,
            TimeSpan.FromMilliseconds(1),
            TimeSpan.FromMinutes(10),
            TimeSpan.FromSeconds(30))
        .Check((options, failures) =>
        {
            foreach (var (name, value) in new[]
            {
                (nameof(ClientId), options.ClientId), (nameof(ClientSecret), options.ClientSecret), (nameof(Organization), options.Organization),
                (nameof(Account), options.Account), (nameof(Workspace), options.Workspace),
            })
            {
                if (string.IsNullOrEmpty(value))
                {
                    failures.Add(name, "is not set", "\"<as mParticle shows it>\"");
                }
            }

            foreach (var (name, address) in new[] { (nameof(Address), options.Address), (nameof(TokenAddress), options.TokenAddress) })
            {
                if (!MParticleFeedHost.IsValid(address))
                {
                    failures.Add(name, "(not shown) must be https, or http on loopback, without user, query and fragment", "new Uri(\"https://api.mparticle.com\")");
                }
            }
        });

    /// <summary>Returns the options. Of the credentials it says only whether they are set.</summary>
    public override string ToString() =>
        $"Address = {Address}, ClientId = {OptionText.Presence(ClientId)}, ClientSecret = {OptionText.Presence(ClientSecret)}, Organization = {Organization}, Account = {Account}, Workspace = {Workspace}, RequestTimeout = {RequestTimeout:c}";
}
