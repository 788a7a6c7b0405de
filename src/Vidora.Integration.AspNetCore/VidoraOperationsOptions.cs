using System.Diagnostics;
using System.Text.Json.Serialization;
using Vidora.Integration.Settings;

namespace Vidora.Integration.AspNetCore;

/// <summary>Configures the endpoints of <c>MapVidoraOperations</c>.</summary>
public sealed class VidoraOperationsOptions
{
    /// <summary>
    /// Gets the credentials of operators: <c>Authorization: Bearer …</c>, or the password of HTTP Basic with any user name, such as in
    /// a browser. Several values let you change the credential without a pause. Default: none, which fails at startup.
    /// </summary>
    [JsonIgnore]
    [DebuggerBrowsable(DebuggerBrowsableState.Never)]
    public IList<string> Credentials { get; } = [];

    internal static SettingsTable<VidoraOperationsOptions> Settings { get; } = new SettingsTable<VidoraOperationsOptions>()
        .List(
            nameof(Credentials),
            (options, values) =>
            {
                options.Credentials.Clear();
                foreach (var value in values)
                {
                    options.Credentials.Add(value);
                }
            },
            "<credential>")
        .Check((options, failures) =>
        {
            if (options.Credentials.Count == 0 || options.Credentials.Any(string.IsNullOrWhiteSpace))
            {
                failures.Add(nameof(Credentials), "is empty or holds an empty value; operators can erase users and delete data", "[\"<credential>\"]");
            }
        });
}
